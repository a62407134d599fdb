import type { Session } from './sql-session.ts';

export type AuditEntry = {
  readonly by: string;
  /** What was done: `override`, `bypass`, `adopt`, `resolve`, `baseline`, `lease`. */
  readonly action: string;
  readonly migrations: readonly string[];
  readonly reason: string | null;
  /** Whatever else a reader will need; never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Adds one row to the audit table of a database that has a ledger. */
export async function writeAudit(session: Session, entry: AuditEntry): Promise<void> {
  await session.query(INSERT, values(entry));
}

/** The same, unless a row of that action has these details' `id`; under the deploy lock. */
export async function writeAuditOnce(
  session: Session,
  entry: AuditEntry & { readonly details: { readonly id: string } },
): Promise<void> {
  await session.query(`${INSERT} ${UNLESS_THERE}`, [...values(entry), entry.details.id]);
}

function values({ by, action, migrations, reason, details }: AuditEntry): (string | null)[] {
  return [by, action, JSON.stringify(migrations), reason, JSON.stringify(details ?? {})];
}

const INSERT = `
  INSERT INTO migration_gate.audit (by, action, migrations, reason, details)
  SELECT
    $1::pg_catalog.text,
    $2::pg_catalog.text,
    ARRAY(SELECT pg_catalog.json_array_elements_text($3::pg_catalog.json)),
    $4::pg_catalog.text,
    $5::pg_catalog.jsonb`;

const UNLESS_THERE = `
  WHERE NOT EXISTS (
    SELECT FROM migration_gate.audit AS a
    WHERE a.action OPERATOR(pg_catalog.=) $2::pg_catalog.text
      AND (a.details OPERATOR(pg_catalog.->>) 'id') OPERATOR(pg_catalog.=) $6::pg_catalog.text
  )`;
