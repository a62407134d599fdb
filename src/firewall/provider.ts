import type { Rule } from '../core/firewall-rules.ts';
import type { Lease } from '../core/lease.ts';

/** What a provider needs to let this machine in. */
export type OpenRequest = {
  readonly ip: string;
  readonly label: string;
  /** ISO 8601. */
  readonly until: string;
  /** Called with the rules as they are, before anything is changed; what it throws prevents that. */
  readonly journal: (before: unknown) => Promise<void>;
};

export type Opened =
  | {
      readonly kind: 'opened';
      readonly receipt: string | null;
      /** Rules that somebody else took away at the same time. */
      readonly lost: readonly Rule[];
    }
  | { readonly kind: 'allowed'; readonly by: Rule };

/** `closed` now; `gone` already; not ours; or kept, since it is the last one of the list. */
export type Closed = 'closed' | 'gone' | 'foreign' | 'last';

/** A firewall that can be opened for one address and closed again. Errors: GateError FIREWALL. */
export type FirewallProvider = {
  readonly id: Lease['provider'];
  /** null: this provider cannot say. */
  list(): Promise<readonly Rule[] | null>;
  open(request: OpenRequest): Promise<Opened>;
  close(lease: Pick<Lease, 'ip' | 'label' | 'until' | 'receipt' | 'close'>): Promise<Closed>;
};
