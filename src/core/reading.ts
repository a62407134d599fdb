import type { Pair } from './migration.ts';

/** One row of a target's ledger, as read (see database/ledger.sql). */
export type LedgerRow = {
  readonly name: string;
  readonly blob: string;
  readonly state: 'started' | 'applied';
  readonly origin: 'applied' | 'deployed' | 'bundle' | 'adopted' | 'baseline';
  /** ISO 8601 in UTC, with microseconds; null while it is only started. */
  readonly appliedAt: string | null;
  readonly appliedBy: string;
  readonly branch: string | null;
  readonly commit: string | null;
  /** The SQL that ran; only where the candidate has the same name with another blob id. */
  readonly sql: string | null;
};

/** What a target's own `migration_gate` schema says. */
export type Ledger = {
  /** Random id written once; what the config pins. */
  readonly databaseId: string;
  /** The ledger format; one newer than LEDGER_VERSION cannot be read. */
  readonly version: number;
  readonly rows: readonly LedgerRow[];
  /**
   * The very list that was asked about, where the digests say that the ledger holds just this and
   * all of it is applied: then nothing has to be compared migration by migration. Else absent.
   */
  readonly agreed?: readonly Pair[];
};

/** Whether a ledger holds just this list, all of it applied; false where it has to be compared. */
export function agreesWith(
  ledger: Ledger | null | undefined,
  migrations: readonly Pair[],
): boolean {
  return ledger?.agreed === migrations;
}

/** An index that a failed CREATE INDEX CONCURRENTLY or REINDEX left behind. */
type InvalidIndex = {
  /** Schema, name and table, quoted as the server itself quotes them. */
  readonly index: string;
  readonly table: string;
  /** Whether it can be dropped; one that a constraint or a partition needs is built again. */
  readonly droppable: boolean;
};

/** The answer of one target that could be asked. */
export type Answer = {
  readonly access: 'ok';
  /**
   * The same string for the same database of the same running server, however it was reached:
   * postmaster start time (microseconds) and database oid; for an embedded one its folder.
   */
  readonly identity: string;
  /** `pg_is_in_recovery()`: a standby cannot be deployed to, and may lag behind. */
  readonly readReplica: boolean;
  /** Whether somebody holds the deploy lock. */
  readonly deploying?: boolean;
  /** null: no ledger there, so nothing was ever recorded. */
  readonly ledger: Ledger | null;
  /** Those that nobody is building now; at most 20. */
  readonly invalidIndexes: readonly InvalidIndex[];
};

/** Why a target could not be asked: `unreachable` is the network, `refused` is the server's word or ours. */
export type NoAnswer = {
  readonly access: 'unreachable' | 'refused';
  /** A whole sentence without secrets, with the cause's code: `(28P01)`, `(ECONNREFUSED)`. */
  readonly problem: string;
  /** What to do about it, one line each. */
  readonly fixes: readonly string[];
  /** Probably a firewall between here and there: core/ways-out.ts names the ways through it. */
  readonly barred?: boolean;
};

export type Reading = Answer | NoAnswer;

/** The newest ledger format this version knows. */
export const LEDGER_VERSION = 1;
