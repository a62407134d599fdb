import { createHash } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import type { Connection } from '../core/target.ts';
import { type Locked, withDeployLock } from './deploy-lock.ts';
import { refuseOtherContent } from './embedded-folder.ts';
import { embeddedLockPath, withEmbeddedLock } from './embedded-lock.ts';
import { LIKE_THIS, OTHER_SESSIONS, REBUILD_NAME, SETTINGS } from './rebuild-sql.ts';
import { withSession } from './session.ts';
import type { Row, Session } from './sql-session.ts';

/** `in-use`: others are connected. `not-allowed`: the role may not make a database. */
export type Rebuilt =
  | { readonly outcome: 'rebuilt' }
  | { readonly outcome: 'in-use'; readonly sessions: readonly string[] }
  | { readonly outcome: 'not-allowed'; readonly user: string };

type Server = Extract<Connection, { kind: 'server' }>;

/**
 * Puts an empty database in the place of this one; all its data goes. Nobody else may be deploying
 * to it or be connected. Errors of the server are thrown as they come; then it is as it was.
 */
export async function rebuildDatabase(
  connection: Connection,
  timeoutSeconds: number,
): Promise<Locked<Rebuilt>> {
  const lock = { timeoutSeconds, waitSeconds: timeoutSeconds, applicationName: REBUILD_NAME };
  if (connection.kind === 'pglite') {
    return withDeployLock(connection, lock, () => removeFolder(connection.folder, timeoutSeconds));
  }
  const names = temporaryNames(connection.database);
  // The lock is a session in the database itself, so it ends before the database can. What comes
  // in between is seen by the server: it renames nothing that anybody is connected to.
  const looked = await withDeployLock(connection, lock, () =>
    withSession(connection, lock, (session) => look(session, connection, names.fresh)),
  );
  if (looked.outcome === 'busy' || looked.value.outcome !== 'may') {
    return looked as Locked<Rebuilt>;
  }
  const { statement, settings } = looked.value;
  await withSession({ ...connection, database: 'postgres' }, lock, async (session) => {
    await make(session, names, statement, settings);
    await exchange(session, connection.database, names);
  });
  return { outcome: 'done', value: { outcome: 'rebuilt' } };
}

type Looked =
  | Exclude<Rebuilt, { outcome: 'rebuilt' }>
  | { readonly outcome: 'may'; readonly statement: string; readonly settings: readonly Row[] };

async function look(session: Session, { user }: Server, fresh: string): Promise<Looked> {
  const others = await session.query(OTHER_SESSIONS);
  if (others.length > 0) {
    return { outcome: 'in-use', sessions: others.map((row) => row['who'] ?? 'a session') };
  }
  const [like] = await session.query(LIKE_THIS, [fresh]);
  if (like?.['may'] !== 't') return { outcome: 'not-allowed', user };
  const settings = await session.query(SETTINGS);
  return { outcome: 'may', statement: like['statement'] ?? '', settings };
}

type Names = { readonly fresh: string; readonly old: string };

/** The same for one database each time, so that what a crash has left is found and dropped. */
function temporaryNames(database: string): Names {
  const key = createHash('sha256').update(database).digest('hex').slice(0, 16);
  return { fresh: `migration_gate_new_${key}`, old: `migration_gate_old_${key}` };
}

async function make(
  session: Session,
  { fresh, old }: Names,
  statement: string,
  settings: readonly Row[],
): Promise<void> {
  await session.query(`DROP DATABASE IF EXISTS ${fresh}`);
  await session.query(`DROP DATABASE IF EXISTS ${old}`);
  await session.query(statement);
  for (const { name = '', value = '' } of settings) {
    // FROM CURRENT: no value has to be written as its setting wants it.
    await session.query('SELECT pg_catalog.set_config($1, $2, false)', [name, value]);
    const setting = (name ?? '').split('.').map(quoteIdentifier).join('.');
    await session.query(`ALTER DATABASE ${fresh} SET ${setting} FROM CURRENT`);
  }
}

/** In one transaction: at no moment is there no database of that name. */
async function exchange(session: Session, database: string, { fresh, old }: Names): Promise<void> {
  const name = quoteIdentifier(database);
  try {
    await session.run(
      `BEGIN; ALTER DATABASE ${name} RENAME TO ${old};
       ALTER DATABASE ${fresh} RENAME TO ${name}; COMMIT`,
    );
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined);
    await session.query(`DROP DATABASE IF EXISTS ${fresh}`).catch(() => undefined);
    throw error;
  }
  await session.query(`DROP DATABASE ${old}`);
}

const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Moved away first: a folder that is deleted in part would look like something else. */
async function removeFolder(folder: string, timeoutSeconds: number): Promise<Rebuilt> {
  return withEmbeddedLock(embeddedLockPath(folder), timeoutSeconds, async () => {
    refuseOtherContent(folder);
    const away = `${folder}.old`;
    rmSync(away, { recursive: true, force: true });
    try {
      renameSync(folder, away);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    rmSync(away, { recursive: true, force: true });
    return { outcome: 'rebuilt' };
  });
}
