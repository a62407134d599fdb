import type { LedgerChange } from '../core/settlement.ts';
import type { Row, Session } from './sql-session.ts';

/**
 * Changes one row of the ledger, inside a transaction and under the deploy lock; gives the whole
 * row as it was, for the audit. null where there is none of that name in the state that the change
 * is about: interrupted for `finish`; anything for the others.
 */
export async function settleMigration(
  session: Session,
  change: LedgerChange,
): Promise<Readonly<Record<string, unknown>> | null> {
  const [found] = await session.query(READ, [change.name]);
  const changed = await applyChange(session, change);
  return found?.['row'] == null || changed.length !== 1 ? null : JSON.parse(found['row']);
}

/** Whether the audit has this action for this migration. */
export async function readRecorded(
  session: Session,
  action: string,
  name: string,
): Promise<boolean> {
  const [found] = await session.query(RECORDED, [action, name]);
  return found?.['recorded'] === 't';
}

function applyChange(session: Session, change: LedgerChange): Promise<Row[]> {
  if (change.kind === 'rewrite') {
    return session.query(REWRITE, [change.name, change.newName, change.blob, change.sql]);
  }
  return session.query(change.kind === 'finish' ? FINISH : REMOVE, [change.name]);
}

const NAMED = 'name OPERATOR(pg_catalog.=) $1::pg_catalog.text';

const READ = `SELECT pg_catalog.to_jsonb(l) AS row FROM migration_gate.ledger AS l WHERE ${NAMED}`;

const FINISH = `
  UPDATE migration_gate.ledger SET state = 'applied', applied_at = pg_catalog.clock_timestamp()
  WHERE ${NAMED} AND state OPERATOR(pg_catalog.=) 'started' RETURNING name`;

const REMOVE = `DELETE FROM migration_gate.ledger WHERE ${NAMED} RETURNING name`;

const REWRITE = `
  UPDATE migration_gate.ledger
  SET name = $2::pg_catalog.text, blob = $3::pg_catalog.text, sql = $4::pg_catalog.text
  WHERE ${NAMED} RETURNING name`;

const RECORDED = `
  SELECT EXISTS (
    SELECT FROM migration_gate.audit AS a
    WHERE a.action OPERATOR(pg_catalog.=) $1::pg_catalog.text
      AND $2::pg_catalog.text OPERATOR(pg_catalog.=) ANY (a.migrations)
  ) AS recorded`;
