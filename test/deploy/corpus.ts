import type { Access } from '../support/postgres.ts';

/** Numbers of objects by kind; `exts` names the extensions. */
type Catalog = Record<string, number | string>;

/** The same counts of a database, of one schema; what an extension brought does not count. */
export async function readCatalog(database: Access, like: Catalog): Promise<Catalog> {
  const [row] = await database.query<Catalog>(COUNTS, [like['schema'] ?? 'public']);
  const kinds = Object.keys(like).map((kind) => [kind, row?.[kind] ?? 'not counted']);
  return Object.fromEntries(kinds);
}

/** NOT NULL is a constraint in the catalog of PostgreSQL 18, and in none before. */
const COUNTS = `
  WITH own (oid) AS (SELECT oid FROM pg_namespace WHERE nspname = $1),
    extended (oid) AS (SELECT objid FROM pg_depend WHERE deptype = 'e')
  SELECT $1::text AS schema,
    (SELECT count(*)::int FROM pg_class, own WHERE relnamespace = own.oid
      AND relkind IN ('r', 'p')) AS tables,
    (SELECT count(*)::int FROM pg_class, own WHERE relnamespace = own.oid
      AND relkind IN ('i', 'I')) AS indexes,
    (SELECT count(*)::int FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid, own
      WHERE relnamespace = own.oid AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
    ) AS columns,
    (SELECT count(*)::int FROM pg_constraint, own WHERE connamespace = own.oid
      AND contype <> 'n') AS constraints,
    (SELECT count(*)::int FROM pg_proc, own WHERE pronamespace = own.oid
      AND pg_proc.oid NOT IN (SELECT oid FROM extended)) AS functions,
    (SELECT count(*)::int FROM pg_type, own WHERE typnamespace = own.oid AND typtype = 'e') AS enums,
    (SELECT count(*)::int FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid, own
      WHERE relnamespace = own.oid AND NOT tgisinternal) AS triggers,
    (SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension
      WHERE extname <> 'plpgsql') AS exts`;
