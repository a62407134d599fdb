import { readFileSync } from 'node:fs';
import { setPlainly } from '../core/plain-settings.ts';
import type { Catalog } from '../core/timeline.ts';
import type { Session } from './sql-session.ts';

/** The query that a live database and the shadow engine are both read with. */
export function readCatalogSql(): string {
  return readFileSync(new URL('catalog.sql', import.meta.url), 'utf8');
}

/** The catalog of a live database, in one read-only transaction. Errors as the server gives them. */
export function readCatalog(session: Session, timeoutSeconds: number): Promise<Catalog> {
  return readAtOnce(session, timeoutSeconds, readCatalogNow);
}

/**
 * What several queries say of one moment, in one read-only transaction.
 *
 * @param timeoutSeconds of each statement
 */
export async function readAtOnce<T>(
  session: Session,
  timeoutSeconds: number,
  read: (session: Session) => Promise<T>,
): Promise<T> {
  await session.run('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  try {
    const timeout = `SET LOCAL statement_timeout TO ${Math.ceil(timeoutSeconds * 1000)}`;
    await session.run(`${timeout}; ${setPlainly('SET LOCAL')}`);
    return await read(session);
  } finally {
    await session.run('ROLLBACK').catch(() => undefined);
  }
}

/** The same inside such a transaction. */
export async function readCatalogNow(session: Session): Promise<Catalog> {
  const rows = await session.query(readCatalogSql(), [null]);
  return new Map(rows.map(({ key, value }) => [key ?? '', value ?? '']));
}
