import { afterEach, beforeEach } from 'vitest';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { type RunResult, runMigration } from '../../src/database/run-migration.ts';
import { withSession } from '../../src/database/session.ts';
import type { Session } from '../../src/database/sql-session.ts';
import { type FreshDatabase, freshDatabase, localServer } from '../support/postgres.ts';
import { blobOf } from './targets.ts';

export const OPTIONS = { timeoutSeconds: 10 };
export const ANN = {
  origin: 'deployed',
  commit: 'c0ffee',
  branch: 'feature/x',
  by: 'änn@laptop',
  blob: blobOf('a'),
} as const;
export const APPLIED = [{ name: '001_a.sql', state: 'applied' }];
export const STARTED = [{ name: '001_a.sql', state: 'started' }];
const NO_PATIENCE = { sleep: async () => undefined, random: () => 0.5 };

/** A fresh database with an empty ledger for each test of the file. */
export let database: FreshDatabase;

beforeEach(async () => {
  database = await freshDatabase(localServer());
  await onSession((session) => ensureLedger(session));
});

afterEach(() => database.drop());

export function onSession<T>(use: (session: Session) => Promise<T>): Promise<T> {
  return withSession(database.connection, OPTIONS, use);
}

export function run(sql: string, name = '001_a.sql'): Promise<RunResult> {
  return onSession((session) => runMigration(session, { ...ANN, name, sql }, NO_PATIENCE));
}

export function ledger(): Promise<Record<string, unknown>[]> {
  return database.query('SELECT name, state FROM migration_gate.ledger ORDER BY name');
}

export async function tables(): Promise<string[]> {
  const sql = `SELECT relname FROM pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace ORDER BY 1`;
  return (await database.query<{ relname: string }>(sql)).map(({ relname }) => relname);
}
