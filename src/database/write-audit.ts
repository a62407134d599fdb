import type { Session } from './sql-session.ts';

export type AuditEntry = {
  readonly by: string;
  /** What was done: `override`, `adopt`, `resolve`, `baseline`, `lease`. */
  readonly action: string;
  readonly migrations: readonly string[];
  readonly reason: string | null;
  /** Whatever else a reader will need; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Adds one row to the audit table of a database that has a ledger. */
export async function writeAudit(session: Session, entry: AuditEntry): Promise<void> {
  await session.query(INSERT, [
    entry.by,
    entry.action,
    JSON.stringify(entry.migrations),
    entry.reason,
    JSON.stringify(entry.details ?? {}),
  ]);
}

const INSERT = `
  INSERT INTO migration_gate.audit (by, action, migrations, reason, details)
  VALUES (
    $1::pg_catalog.text,
    $2::pg_catalog.text,
    ARRAY(SELECT pg_catalog.json_array_elements_text($3::pg_catalog.json)),
    $4::pg_catalog.text,
    $5::pg_catalog.jsonb
  )`;
