import { readFileSync } from 'node:fs';
import type { Catalog } from '../core/timeline.ts';
import type { Session } from './sql-session.ts';

/** The query that a live database and the shadow engine are both read with. */
export function readCatalogSql(): string {
  return readFileSync(new URL('catalog.sql', import.meta.url), 'utf8');
}

/** The catalog of a live database, in one read-only transaction. Errors as the server gives them. */
export async function readCatalog(session: Session, timeoutSeconds: number): Promise<Catalog> {
  await session.run('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  try {
    await session.run(`SET LOCAL statement_timeout TO ${Math.ceil(timeoutSeconds * 1000)}`);
    await session.run('SET LOCAL search_path TO pg_catalog, pg_temp');
    const rows = await session.query(readCatalogSql(), [null]);
    return new Map(rows.map(({ key, value }) => [key ?? '', value ?? '']));
  } finally {
    await session.run('ROLLBACK').catch(() => undefined);
  }
}
