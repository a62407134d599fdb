import pg from 'pg';
import { expect } from 'vitest';
import type { FreshDatabase } from '../support/postgres.ts';
import { CLI, type Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';

/** A table that a migration of the test locks; while the test holds it, that migration waits. */
export const GATE_TABLE = 'held_by_the_test';

export type HeldTable = {
  release(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Makes the table and holds it, so that a test can act while a migration is in the middle. */
export async function holdTable(database: FreshDatabase): Promise<HeldTable> {
  await database.query(`CREATE TABLE IF NOT EXISTS ${GATE_TABLE} ()`);
  const client = await connect(database, 'the test');
  await client.query(`BEGIN; LOCK TABLE ${GATE_TABLE}`);
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    await client.end();
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** A connection of the test's own, until `end()`. */
export async function connect(database: FreshDatabase, name: string): Promise<pg.Client> {
  const { host, port, user, password, tls } = database.connection;
  const client = new pg.Client({
    host,
    port,
    user,
    password,
    database: database.name,
    ssl: tls.mode === 'verify' ? { ca: tls.ca } : false,
    application_name: name,
  });
  // A server that is stopped ends it too; that is no failure of the test.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Returns when so many sessions wait for the table. */
export async function untilWaiting(database: FreshDatabase, sessions = 1): Promise<void> {
  const count = async (): Promise<number> =>
    (
      await database.query('SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass', [
        GATE_TABLE,
      ])
    ).length;
  await expect.poll(count, { timeout: 20_000, interval: 50 }).toBe(sessions);
}

/** Ends the sessions that wait for the table, and returns when they are gone. */
export async function cutWaiting(database: FreshDatabase): Promise<void> {
  await database.query(
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE NOT granted AND relation = $1::regclass',
    [GATE_TABLE],
  );
}

/** Server processes that hold an advisory lock here: the sessions of the deploy lock. */
export async function lockHolders(database: FreshDatabase): Promise<number[]> {
  const rows = await database.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.map((row) => row.pid);
}

export type Started = { readonly ended: Promise<Result>; kill(signal?: NodeJS.Signals): void };

/** Starts a command that the test may kill; its process id comes through its own output file. */
export async function startGate(repository: Repository, ...args: string[]): Promise<Started> {
  const script = 'echo $$ >../pid.new; mv ../pid.new ../pid; exec "$@"';
  const ended = repository.run('sh', ['-c', script, 'sh', process.execPath, CLI, ...args]);
  const readPid = (): number => {
    try {
      return Number(repository.read('../pid'));
    } catch {
      return 0;
    }
  };
  await expect.poll(readPid, { timeout: 20_000 }).toBeGreaterThan(0);
  return { ended, kill: (signal = 'SIGKILL') => void process.kill(readPid(), signal) };
}
