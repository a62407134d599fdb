import type { Migration } from './migration.ts';
import type { ParsedSql } from './parsed-sql.ts';
import type { Place } from './sql-position.ts';

/** One thing that somebody should have seen before it runs. */
export type AuditFinding = Place & {
  /** Name of the migration. */
  readonly migration: string;
  /** What an acknowledgement names: `drop-table`, or squawk's own `renaming-column`. */
  readonly rule: string;
  /** One sentence, without a full stop. */
  readonly message: string;
};

/** What an audit of the pending migrations came to. */
export type Audit = {
  readonly level: 'warn' | 'error';
  /** In the order in which they run. */
  readonly findings: readonly AuditFinding[];
  /** Why locks could not be audited, though squawk is installed; null: they were, or it is not there. */
  readonly problem: string | null;
  /** Names of what was audited. */
  readonly audited: readonly string[];
};

/** A migration that is audited, with its text as it will run. */
export type AuditedFile = {
  readonly migration: Migration;
  readonly sql: string;
  readonly parsed: ParsedSql;
};
