import type { NewLedgerRow } from './ledger-writes.ts';
import type { Session } from './sql-session.ts';

/**
 * Records a migration as applied that did not run: its effects were found there. Inside a
 * transaction, under the deploy lock; throws 23505 where the ledger has the name.
 */
export async function writeAdopted(
  session: Session,
  { name, blob, sql, by, commit, branch }: Omit<NewLedgerRow, 'origin'>,
): Promise<void> {
  await session.query(INSERT, [name, blob, sql, by, commit, branch]);
}

const INSERT = `
  INSERT INTO migration_gate.ledger
    (name, blob, sql, state, origin, applied_at, applied_by, commit, branch)
  VALUES (
    $1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.text, 'applied', 'adopted',
    pg_catalog.clock_timestamp(), $4::pg_catalog.text, $5::pg_catalog.text, $6::pg_catalog.text
  )`;
