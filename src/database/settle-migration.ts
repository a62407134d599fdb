import type { Session } from './sql-session.ts';

/** How a person settles a migration that was started and never finished. */
export type Settlement = 'applied' | 'not-applied';

/**
 * Settles one interrupted migration, under the deploy lock; false where the ledger holds none of
 * that name. `applied` keeps its row as applied, `not-applied` takes it out, so that it is pending.
 */
export async function settleMigration(
  session: Session,
  name: string,
  how: Settlement,
): Promise<boolean> {
  const rows = await session.query(how === 'applied' ? KEEP : TAKE_OUT, [name]);
  return rows.length === 1;
}

const STARTED = `name OPERATOR(pg_catalog.=) $1::pg_catalog.text
    AND state OPERATOR(pg_catalog.=) 'started'`;

const KEEP = `
  UPDATE migration_gate.ledger SET state = 'applied', applied_at = pg_catalog.clock_timestamp()
  WHERE ${STARTED} RETURNING name`;

const TAKE_OUT = `DELETE FROM migration_gate.ledger WHERE ${STARTED} RETURNING name`;
