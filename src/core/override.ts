import type { Pair } from './migration.ts';

/** A deliberate, recorded pass: for exactly these names with exactly these contents. */
export type Override = {
  readonly reason: string;
  /** Who gave it: `Ann <ann@example.com>`. */
  readonly by: string;
  /** When, ISO 8601. */
  readonly at: string;
  /** The ref that moved with it, and the commit it moved to; null while it is only given. */
  readonly ref: string | null;
  readonly commit: string | null;
  readonly pairs: readonly Pair[];
};
