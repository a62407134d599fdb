import { LEDGER_VERSION, type Ledger, type LedgerRow } from '../core/reading.ts';
import type { Row } from './sql-session.ts';

/**
 * The rows of `migration_gate.gate` and `.ledger` as values. A format newer than ours keeps its
 * rows: they could mean something else. Throws where the gate has no row: a broken ledger.
 *
 * @param alike rows that were not sent, because the candidate has the same
 */
export function toLedger(
  gate: Row | undefined,
  rows: readonly Row[],
  alike: readonly LedgerRow[] = [],
): Ledger {
  const databaseId = gate?.['database_id'] ?? null;
  const version = Number(gate?.['ledger_version']);
  if (databaseId === null || !Number.isInteger(version)) {
    throw new Error('migration_gate.gate has no row, so the ledger is broken');
  }
  const known = version > LEDGER_VERSION ? [] : [...rows.map(toLedgerRow), ...alike];
  return { databaseId, version, rows: known };
}

/** One row, as it is read. */
export function toLedgerRow(row: Row): LedgerRow {
  return {
    name: row['name'] ?? '',
    blob: row['blob'] ?? '',
    // The table's CHECK constraints admit no other words; what is not finished is the safe one.
    state: row['state'] === 'applied' ? 'applied' : 'started',
    origin: (row['origin'] ?? '') as LedgerRow['origin'],
    appliedAt: row['applied_at'] ?? null,
    appliedBy: row['applied_by'] ?? '',
    branch: row['branch'] ?? null,
    commit: row['commit'] ?? null,
    sql: row['sql'] ?? null,
  };
}
