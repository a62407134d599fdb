import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { hasLedger } from '../deploy/deployable.ts';
import { type FreshDatabase, freshDatabase, localServer } from '../support/postgres.ts';
import { findFreePort } from '../support/postmaster.ts';
import { freshRepository } from '../support/repository.ts';
import { serverUser } from '../support/server-user.ts';
import { madeBundle } from './made-bundle.ts';
import { runScript, WITHOUT_PSQL } from './psql.ts';

const POOLER = 'pgbouncer';
const WITHOUT_POOLER = !isThere(POOLER);

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** pgbouncer in transaction mode, which gives its two server processes in turn. */
async function startPooler(database: FreshDatabase) {
  const { server, name, connection } = database;
  const folder = mkdtempSync(join(tmpdir(), 'migration-gate-pooler-'));
  const port = await findFreePort();
  const file = join(folder, 'pgbouncer.ini');
  const login = `user=${server.user} password='${connection.password.replace(/'/g, "''")}'`;
  writeFileSync(
    file,
    `[databases]\n${name} = host=${server.host} port=${server.port} dbname=${name} ${login}\n` +
      `[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nauth_type = any\n` +
      'pool_mode = transaction\ndefault_pool_size = 2\nserver_round_robin = 1\n' +
      'unix_socket_dir =\nlogfile =\npidfile =\n',
  );
  const user = serverUser();
  if (user !== null) {
    chownSync(folder, user.uid, user.gid);
    chownSync(file, user.uid, user.gid);
  }
  chmodSync(file, 0o600);
  const child = spawn(POOLER, ['-q', file], { ...user, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const access = { ...database, server: { ...server, port } };
  return {
    access,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Two transactions at the same time, so that the pooler has two server processes to give. */
async function fillPool({ server, name }: FreshDatabase, port: number): Promise<void> {
  const clients = [0, 1].map(
    () => new pg.Client({ host: server.host, port, user: server.user, database: name }),
  );
  for (const client of clients) {
    await client.connect();
    await client.query('BEGIN; SELECT 1');
  }
  for (const client of clients) await client.query('COMMIT');
  for (const client of clients) await client.end();
}

const skipped = WITHOUT_PSQL || WITHOUT_POOLER;
const why = skipped ? ' (skipped: there is no psql or no pgbouncer here)' : '';

describe.skipIf(skipped)(`a bundle through a transaction pooler${why}`, () => {
  it('notices it, and runs nothing', async () => {
    await using database = await freshDatabase(localServer());
    await using repository = await freshRepository();
    await using pooler = await startPooler(database);
    const { port } = pooler.access.server;
    const isUp = () =>
      fillPool(database, port).then(
        () => true,
        () => false,
      );
    await expect.poll(isUp, { timeout: 10_000 }).toBe(true);
    repository.write('../it.sql', await madeBundle(database, { '001_a.sql': 'SELECT 1;' }));

    const ran = await runScript(repository, pooler.access, '../it.sql');

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('a pooler gave this session another server process');
    expect(ran.stdout).not.toContain('MG1-');
    expect(await hasLedger(database)).toBe(false);
  });
});
