import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { link, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { rootCertificates } from 'node:tls';
import type { Connection } from '../core/target.ts';
import { messageOf, quoteLines } from './quote-message.ts';
import type { Session } from './sql-session.ts';

type ServerConnection = Extract<Connection, { kind: 'server' }>;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Dumps the database with pg_dump into a new file of mode 0600: in the custom format, or as SQL
 * where its name ends in .sql. The file appears when it is whole, and never in the place of another.
 * Secrets go through the environment, and TLS is as we decided it.
 *
 * @returns why there is no dump, as a sentence; null: it is there
 */
export async function dumpDatabase(
  connection: Connection,
  session: Session,
  file: string,
  env: Environment,
): Promise<string | null> {
  if (connection.kind === 'pglite') return 'pg_dump cannot read an embedded database.';
  const name = 'migration-gate backup';
  const server = await readMajorVersion(session);
  return withDumpEnvironment({ connection, server, env, name }, async (prepared) => {
    if ('problem' in prepared) return prepared.problem;
    try {
      return await dumpInto(file, prepared.env);
    } catch (error) {
      return `${file} could not be written: ${quoteLines(messageOf(error))}`;
    }
  });
}

export type DumpAsked = {
  readonly connection: ServerConnection;
  /** The server's major version: an older pg_dump cannot read it. */
  readonly server: number;
  readonly env: Environment;
  /** What `pg_stat_activity` shows others. */
  readonly name: string;
};

/** The environment that pg_dump runs with, or why it cannot. What it needs in files goes again. */
export async function withDumpEnvironment<T>(
  { connection, server, env, name }: DumpAsked,
  use: (prepared: { readonly env: Environment } | { readonly problem: string }) => Promise<T>,
): Promise<T> {
  const old = await refuseVersion(server, env);
  if (old !== null) return use({ problem: old });
  const folder = await mkdtemp(join(tmpdir(), 'migration-gate-'));
  try {
    return await use({ env: await dumpEnvironment(connection, folder, env, name) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `15`. */
export async function readMajorVersion(session: Session): Promise<number> {
  const [row] = await session.query('SHOW server_version_num');
  return Math.floor(Number(row?.['server_version_num']) / 10_000);
}

async function refuseVersion(server: number, env: Environment): Promise<string | null> {
  const child = spawn('pg_dump', ['--version'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    // pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
    const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
    const own = Number(/\) (\d+)/.exec(said)?.[1]);
    if (own >= server) return null;
    return `pg_dump is of PostgreSQL ${own}, and the server of ${server}: it cannot dump that.`;
  } catch {
    return 'pg_dump is not in PATH.';
  }
}

async function dumpInto(file: string, env: Environment): Promise<string | null> {
  const part = `${file}.${randomUUID()}.part`;
  const output = await open(part, 'wx', 0o600);
  try {
    const format = file.endsWith('.sql') ? 'plain' : 'custom';
    const child = spawn('pg_dump', ['--no-password', `--format=${format}`], {
      env,
      stdio: ['ignore', output.fd, 'pipe'],
    });
    const errors = child.stderr === null ? '' : text(child.stderr);
    const [said, [code]] = await Promise.all([errors, once(child, 'close')]);
    if (code !== 0) return `pg_dump failed (${code}): ${quoteLines(said.trim())}`;
    await output.sync();
    // Unlike rename, it fails where the name is taken.
    await link(part, file);
    return null;
  } finally {
    await output.close();
    await rm(part, { force: true });
  }
}

/** Nothing that libpq finds elsewhere decides: no PG* variable of ours, no ~/.pgpass, no service. */
async function dumpEnvironment(
  { host, port, database, user, password, tls }: ServerConnection,
  folder: string,
  env: Environment,
  name: string,
): Promise<Environment> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('PG'));
  const common = {
    ...Object.fromEntries(kept),
    ...{ PGHOST: host, PGPORT: String(port), PGDATABASE: database, PGUSER: user },
    ...{ PGPASSWORD: password, PGPASSFILE: '/dev/null', PGAPPNAME: name },
    ...{ PGCONNECT_TIMEOUT: '30', PGGSSENCMODE: 'disable' },
  };
  if (tls.mode === 'off' || host.startsWith('/')) return { ...common, PGSSLMODE: 'disable' };
  if (tls.mode === 'insecure-no-verify') return { ...common, PGSSLMODE: 'require' };
  const authorities = join(folder, 'ca.pem');
  // libpq knows the system's roots only from version 16 on, and then OpenSSL's, not Node's.
  await writeFile(authorities, tls.ca ?? rootCertificates.join('\n'), { mode: 0o600 });
  const checked = { ...common, PGSSLMODE: 'verify-full', PGSSLROOTCERT: authorities };
  if (tls.name === undefined) return checked;
  // The name that is checked is another one than that which is dialled.
  return { ...checked, PGHOST: tls.name, PGHOSTADDR: (await lookup(host)).address };
}
