import type { BundleScript } from './bundle-parts.ts';
import type { Pair } from './migration.ts';

/** A migration that a bundle carries. */
export type Carried = Pair & {
  readonly sql: string;
  /** SHA-256 of the text in UTF-8, 64 hex digits: what arrives must be what was sent. */
  readonly sum: string;
  readonly script: BundleScript;
  /** How long each statement may take, as PostgreSQL writes it; null: the header does not say. */
  readonly timeout: string | null;
};

/** What the ledger must say of a migration of the candidate when the bundle runs. */
type Expected = Pair & {
  /** Further blob ids that are as good: they differ in comments only. */
  readonly alike: readonly string[];
};

/** All that the script is made from. */
export type Bundle = {
  /** 8 hex digits; shown. */
  readonly id: string;
  /** Random; what makes its receipt no other's. */
  readonly nonce: string;
  readonly target: string;
  /** `db.example.com/app`, for people. */
  readonly detail: string;
  readonly database: string;
  /** The id its ledger must have: the pinned one, or the one that was read; null: not known. */
  readonly databaseId: string | null;
  /** Who made it, and when (ISO 8601). */
  readonly by: string;
  readonly at: string;
  readonly commit: string | null;
  readonly branch: string | null;
  /** All of the candidate, in order. */
  readonly expected: readonly Expected[];
  readonly carried: readonly Carried[];
  /** What makes a ledger (database/ledger.sql), and the newest format that is known. */
  readonly ledgerSql: string;
  readonly ledgerVersion: number;
  /** What to type where one of the candidate's migrations did not run, and is not carried. */
  readonly bundleAll: string;
};
