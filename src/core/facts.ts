import type { Audit } from './audit.ts';
import type { Candidate } from './candidate.ts';
import type { Contents } from './compare-ledger.ts';
import type { Drifts } from './drift.ts';
import type { Evidences } from './evidence.ts';
import type { Pair } from './migration.ts';
import type { Bypass, Override } from './override.ts';
import type { Reading } from './reading.ts';
import type { Receipt } from './receipt.ts';

/** One target with what became of asking it. */
export type TargetFacts = {
  readonly name: string;
  /** `host/database`, never a secret; empty where none is configured. */
  readonly detail: string;
  /** Where its connection was read: `.env`, `the environment`. */
  readonly source: string;
  readonly remarks: readonly string[];
  /** The id the config pins; a database without it or with another is REFUSED. */
  readonly pinnedId: string | null;
  readonly reading:
    | Reading
    | { readonly access: 'off' }
    | { readonly access: 'not-configured'; readonly fixes: readonly string[] };
};

/** An error of the configuration, as the reason it becomes. */
export type Problem = {
  readonly code: 'ENV_TRACKED' | 'BAD_CONFIG';
  readonly message: string;
  readonly fix: string;
};

/** How the commands of a refusal are written. */
export type Advice = {
  /** What runs the tool where the message is read: `npx --no migration-gate`. */
  readonly invoke: string;
  /** The *what* of the commands: `feature`, `--staged`, `--merge feature`, an oid; may be empty. */
  readonly what: string;
};

/** Everything the decision needs, read beforehand. */
export type Facts = {
  readonly candidate: Candidate;
  readonly targets: readonly TargetFacts[];
  /** What keeps every target from being asked: a tracked or a bad `.env`; null: nothing does. */
  readonly problem: Problem | null;
  readonly order: 'error' | 'warn' | 'allow';
  readonly debtMaxAgeDays: number;
  /** What the protected branch has now; null where there is nothing to compare with. */
  readonly before: readonly Pair[] | null;
  /** What this update brings; null for a command that judges all (`verify`). */
  readonly brought: readonly Pair[] | null;
  /** Recorded overrides, oldest first. */
  readonly overrides: readonly Override[];
  /** What is recorded to have come in while the hooks were off; it covers nothing. */
  readonly bypasses: readonly Bypass[];
  /** The override given for this very update or call. */
  readonly given: Override | null;
  /** An override that was found where none is accepted, as a sentence; null: none. */
  readonly ignoredOverride: string | null;
  /** What a bundle's receipt says ran where; empty for the commands that write. */
  readonly receipts: readonly Receipt[];
  readonly contents: Contents;
  /** Targets that are known to hold nothing at all; absent: nobody has looked. */
  readonly empty?: ReadonlySet<string>;
  /** What the targets' catalogs prove; empty where nobody asked for it. */
  readonly evidence: Evidences;
  /** How the targets differ from what their ledgers promise; nothing found where nobody asked. */
  readonly drift: { readonly level: 'warn' | 'error'; readonly found: Drifts };
  /** What of it was audited; null: nothing is pending, or the config says off. */
  readonly audit: Audit | null;
  /** Names of missing migrations that no branch holds. */
  readonly orphans: ReadonlySet<string>;
  /** Where each brought-by-others migration comes from: `ann, 2 h ago, 1a2b3c4`. */
  readonly publishedBy: ReadonlyMap<string, string>;
  /** ISO 8601. */
  readonly now: string;
  readonly advice: Advice;
};
