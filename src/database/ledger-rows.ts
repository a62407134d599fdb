import type { Pair } from '../core/migration.ts';
import { LEDGER_VERSION, type Ledger, type LedgerRow } from '../core/reading.ts';
import type { Row } from './sql-session.ts';

/** Of a brief answer: rows that were not sent, because the candidate has the same. */
export type Alike = {
  readonly alike: readonly LedgerRow[];
  readonly agreed: readonly Pair[] | null;
};

/**
 * The rows of `migration_gate.gate` and `.ledger` as values. A format newer than ours keeps its
 * rows: they could mean something else. Throws where the gate has no row: a broken ledger.
 */
export function toLedger(
  gate: Row | undefined,
  rows: readonly Row[],
  { alike, agreed }: Alike = { alike: [], agreed: null },
): Ledger {
  const databaseId = gate?.['database_id'] ?? null;
  const version = Number(gate?.['ledger_version']);
  if (databaseId === null || !Number.isInteger(version)) {
    throw new Error('migration_gate.gate has no row, so the ledger is broken');
  }
  if (version > LEDGER_VERSION) return { databaseId, version, rows: [] };
  if (agreed !== null) return { databaseId, version, rows: alike, agreed };
  return { databaseId, version, rows: [...rows.map(toLedgerRow), ...alike] };
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
