import type { NewLedgerRow } from './ledger-writes.ts';
import type { Session } from './sql-session.ts';

/** A row of what did not run: its effects were found there, or a baseline holds them. */
export type NotRun = Omit<NewLedgerRow, 'origin'> & { readonly origin: 'adopted' | 'baseline' };

/**
 * Records a migration as applied that did not run. Inside a transaction, under the deploy lock;
 * throws 23505 where the ledger has the name.
 */
export async function writeNotRun(
  session: Session,
  { name, blob, sql, by, commit, branch, origin }: NotRun,
): Promise<void> {
  await session.query(INSERT, [name, blob, sql, by, commit, branch, origin]);
}

const INSERT = `
  INSERT INTO migration_gate.ledger
    (name, blob, sql, state, origin, applied_at, applied_by, commit, branch)
  VALUES (
    $1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.text, 'applied',
    $7::pg_catalog.text, pg_catalog.clock_timestamp(), $4::pg_catalog.text,
    $5::pg_catalog.text, $6::pg_catalog.text
  )`;
