import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GateError } from '../errors.ts';

/** Whether this folder holds an embedded database. */
export function isEmbeddedDatabase(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'));
}

/**
 * Makes the place for an embedded database, and nothing at all for a reading session: opening a
 * folder always writes there (PGlite recovers its log, and makes what is missing), so a database
 * that does not exist is not opened, and the error says so as a server would (3D000).
 */
export function prepareEmbeddedFolder(folder: string, readOnly: boolean): void {
  if (isEmbeddedDatabase(folder)) return;
  if (readOnly) {
    throw Object.assign(new Error(`there is no database in ${folder}`), { code: '3D000' });
  }
  mkdirSync(dirname(folder), { recursive: true });
}

/**
 * Under the lock of the folder, since a database that is being made looks like something else.
 * GateError BAD_CONFIG: the folder holds something that is no database.
 */
export function refuseOtherContent(folder: string): void {
  if (isEmbeddedDatabase(folder) || !existsSync(folder)) return;
  if (readdirSync(folder).length === 0) return;
  throw new GateError('BAD_CONFIG', {
    where: `pglite:${folder}`,
    problem: 'the folder holds something that is no embedded database',
    fix: 'Name a folder that is empty or does not exist yet.',
  });
}
