import type { LedgerRow } from '../core/reading.ts';
import type { Row, Session } from './sql-session.ts';
import { sqlstateOf } from './sqlstate.ts';

/** What is written about a migration before it runs, or instead of running it. */
export type NewLedgerRow = {
  readonly name: string;
  readonly blob: string;
  /** Exactly what runs, or would have run. */
  readonly sql: string;
  readonly origin: LedgerRow['origin'];
  readonly commit: string | null;
  readonly branch: string | null;
  /** Who runs it: `Ann <ann@example.com>`. */
  readonly by: string;
};

/**
 * Writes that a migration has begun. Every name is qualified, operators too: a migration may have
 * set any search_path. Throws 23505 where the ledger has the name.
 */
export async function writeStarted(session: Session, row: NewLedgerRow): Promise<void> {
  await session.query(INSERT_STARTED, values(row));
}

/** The same, where a row with this name may be there already: then it stays as it is. */
export async function writeStartedOnce(session: Session, row: NewLedgerRow): Promise<void> {
  await session.query(`${INSERT_STARTED} ON CONFLICT (name) DO NOTHING`, values(row));
}

/** `writeStarted` as text, for a message that does more: the session must speak UTF-8. */
export function startedSql(row: NewLedgerRow): string {
  const literals = values(row).map(literal);
  return INSERT_STARTED.replace(/\$(\d)/g, (_, n: string) => literals[Number(n) - 1] ?? 'NULL');
}

/**
 * `writeApplied` as text, for the transaction with this id alone: where that is another one, or the
 * row is gone, it fails (`isRowGone`). In ASCII, because the file may have set any encoding.
 */
export function appliedSql(name: string, durationMs: number, transaction: string): string {
  const bytes = `pg_catalog.decode('${Buffer.from(name).toString('hex')}', 'hex')`;
  const isIts = `pg_catalog.txid_current() OPERATOR(pg_catalog.=) ${literal(transaction)}::pg_catalog.int8`;
  const update = UPDATE_APPLIED.replace('$1', () => `pg_catalog.convert_from(${bytes}, 'UTF8')`)
    .replace('$2', () => literal(String(Math.round(durationMs))))
    .replace('RETURNING', () => `AND ${isIts} RETURNING`);
  return `WITH updated AS (${update}) SELECT 1 OPERATOR(pg_catalog./) pg_catalog.count(*) FROM updated`;
}

/** division_by_zero: no row was there to be updated. A server without plpgsql has no RAISE. */
export function isRowGone(error: unknown): boolean {
  return sqlstateOf(error) === '22012';
}

/**
 * In E'…' a backslash means the same whatever standard_conforming_strings says. A NUL would end the
 * message; written so, the server refuses it (22021).
 */
function literal(value: string | null): string {
  if (value === null) return 'NULL';
  const escaped = value.replace(/\\/g, '\\\\').replace(/'/g, "''");
  return `E'${escaped.replaceAll('\0', '\\000')}'`;
}

/** Writes that it has ended well; the rows this changed: one, or the ledger is not what it was. */
export async function writeApplied(
  session: Session,
  name: string,
  durationMs: number,
): Promise<Row[]> {
  return session.query(UPDATE_APPLIED, [name, String(Math.round(durationMs))]);
}

function values({ name, blob, sql, origin, commit, branch, by }: NewLedgerRow): (string | null)[] {
  return [name, blob, sql, origin, by, commit, branch];
}

const INSERT_STARTED = `
  INSERT INTO migration_gate.ledger
    (name, blob, sql, state, origin, applied_by, commit, branch)
  VALUES (
    $1::pg_catalog.text, $2::pg_catalog.text, $3::pg_catalog.text, 'started',
    $4::pg_catalog.text, $5::pg_catalog.text, $6::pg_catalog.text, $7::pg_catalog.text
  )`;

const UPDATE_APPLIED = `
  UPDATE migration_gate.ledger
  SET state = 'applied', applied_at = pg_catalog.clock_timestamp(),
    duration_ms = $2::pg_catalog.int8
  WHERE name OPERATOR(pg_catalog.=) $1::pg_catalog.text
    AND state OPERATOR(pg_catalog.=) 'started'
  RETURNING name`;
