import type { MadeIndex } from '../core/script.ts';
import type { Session } from './sql-session.ts';

export type InvalidIndex = {
  readonly oid: string;
  /** Schema and name, quoted as SQL needs it: `public.orders_by_user`. */
  readonly quoted: string;
  readonly name: string;
  readonly table: string;
};

/**
 * Indexes that CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY leave behind when they fail: they
 * are written to and never read. One that another session is just building looks the same.
 */
export async function readInvalidIndexes(session: Session): Promise<InvalidIndex[]> {
  const rows = await session.query(INVALID);
  return rows.map((row) => ({
    oid: row['oid'] ?? '',
    quoted: row['quoted'] ?? '',
    name: row['name'] ?? '',
    table: row['tablename'] ?? '',
  }));
}

/** Those of now that are new, or that the file has named: also what was there before it. */
export function concerning(
  now: readonly InvalidIndex[],
  before: readonly InvalidIndex[],
  made: readonly MadeIndex[],
): InvalidIndex[] {
  const known = new Set(before.map(({ oid }) => oid));
  return now.filter((index) => !known.has(index.oid) || isMade(index, made));
}

/** An index without a name in the file gets one from its table. */
export function isMade({ name, table }: InvalidIndex, made: readonly MadeIndex[]): boolean {
  return made.some((each) => each.table === table && (each.name === null || each.name === name));
}

const INVALID = `
  SELECT i.indexrelid::pg_catalog.text AS oid, c.relname AS name, t.relname AS tablename,
    pg_catalog.format('%I.%I', n.nspname, c.relname) AS quoted
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
  JOIN pg_catalog.pg_class AS t ON t.oid OPERATOR(pg_catalog.=) i.indrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  WHERE NOT i.indisvalid AND c.relkind OPERATOR(pg_catalog.=) 'i'
  ORDER BY 4`;
