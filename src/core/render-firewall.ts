import { timeOf } from './lease.ts';
import { visible } from './visible.ts';

/** `firewall status --json`, version 1. */
export type FirewallStatus = {
  readonly version: 1;
  readonly target: string;
  readonly provider: string;
  /** null: the provider cannot say. */
  readonly rules:
    | readonly {
        readonly type: string;
        readonly value: string;
        readonly description: string | null;
        readonly ours: boolean;
      }[]
    | null;
  readonly leases: readonly {
    readonly ip: string;
    readonly openedAt: string;
    readonly until: string;
    readonly state: 'open' | 'in-use' | 'left-over';
  }[];
};

/** The same as text. An empty list is the thing to see first. */
export function renderFirewall(status: FirewallStatus, now: string): string {
  const { target, provider, rules, leases } = status;
  return `${[
    `${target} (${provider})`,
    ...(rules === null ? ['  its rules cannot be listed: they are of your own command'] : []),
    ...(rules?.length === 0 ? ['⚠️  no trusted sources: everybody may connect'] : []),
    ...(rules ?? []).map(({ type, value, description, ours }) => {
      const why = description === null || description === '' ? '' : `  ${description}`;
      return `  ${type.padEnd(8)} ${visible(`${value.padEnd(18)}${ours ? '  ours' : ''}${why}`)}`;
    }),
    ...leases.map(
      (lease) =>
        `Lease: ${lease.ip} since ${timeOf(lease.openedAt, now)}, ` +
        `until ${timeOf(lease.until, now)} (${lease.state.replace('-', ' ')})`,
    ),
    ...(leases.length === 0 ? ['This clone has opened nothing.'] : []),
  ].join('\n')}\n`;
}
