import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Connection } from '../core/target.ts';
import { GateError } from '../errors.ts';
import { readMajorVersion, withDumpEnvironment } from './dump-database.ts';
import { isEmbeddedDatabase } from './embedded-folder.ts';
import { embeddedLockPath, withEmbeddedLock } from './embedded-lock.ts';
import { quoteLines } from './quote-message.ts';
import { withSession } from './session.ts';

export type SchemaDump =
  | { readonly ok: true; readonly sql: string }
  /** Why there is none, as a sentence. */
  | { readonly ok: false; readonly problem: string };

/** Without our own schema, roles and rights, and without what may hold a password. */
const WHAT = [
  '--schema-only',
  '--no-owner',
  '--no-privileges',
  '--no-tablespaces',
  '--no-publications',
  '--no-subscriptions',
  '--no-security-labels',
  '--encoding=UTF8',
  '--exclude-schema=migration_gate',
];

/**
 * The schema of a database as SQL, as pg_dump writes it: the system's, or for an embedded database
 * PGlite's own. Errors of the connection are thrown as they come. GateError PEER_MISSING.
 */
export async function dumpSchema(
  connection: Connection,
  timeoutSeconds: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SchemaDump> {
  if (connection.kind === 'pglite') return dumpEmbedded(connection.folder, timeoutSeconds);
  const options = { timeoutSeconds, readOnly: true, applicationName: 'migration-gate baseline' };
  const name = options.applicationName;
  // Closed before the dump: the time of a session that only reads bounds all of it.
  const server = await withSession(connection, options, readMajorVersion);
  return withDumpEnvironment({ connection, server, env, name }, async (prepared) =>
    'problem' in prepared
      ? { ok: false, problem: prepared.problem }
      : runDump(prepared.env, timeoutSeconds),
  );
}

async function runDump(
  env: Readonly<Record<string, string | undefined>>,
  timeoutSeconds: number,
): Promise<SchemaDump> {
  const wait = `--lock-wait-timeout=${timeoutSeconds}s`;
  const child = spawn('pg_dump', ['--no-password', '--format=plain', wait, ...WHAT], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [sql, said, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code === 0) return { ok: true, sql };
  return { ok: false, problem: `pg_dump failed (${code}): ${quoteLines(said.trim())}` };
}

/** Its own pg_dump speaks to the database in this process, so nobody else may have it open. */
async function dumpEmbedded(folder: string, timeoutSeconds: number): Promise<SchemaDump> {
  if (!isEmbeddedDatabase(folder)) return { ok: true, sql: '' };
  const { PGlite, pgDump } = await importPeers();
  return withEmbeddedLock(embeddedLockPath(folder), timeoutSeconds, async () => {
    const pg = await PGlite.create(folder);
    try {
      const file = await pgDump({ pg, args: WHAT });
      return { ok: true, sql: await file.text() };
    } finally {
      await pg.close();
    }
  });
}

async function importPeers(): Promise<
  Pick<typeof import('@electric-sql/pglite'), 'PGlite'> &
    Pick<typeof import('@electric-sql/pglite-tools/pg_dump'), 'pgDump'>
> {
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const { pgDump } = await import('@electric-sql/pglite-tools/pg_dump');
    return { PGlite, pgDump };
  } catch (cause) {
    const peer = '@electric-sql/pglite @electric-sql/pglite-tools';
    const facts = { peer, purpose: 'Dumping an embedded database' };
    throw new GateError('PEER_MISSING', facts, { cause });
  }
}
