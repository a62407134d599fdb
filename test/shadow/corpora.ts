import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { decodeSql } from '../../src/core/sql-text.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { makeServerKit } from '../support/cluster.ts';
import { accessTo, localServer } from '../support/postgres.ts';
import { type RunningServer, type Server, startServer } from '../support/server.ts';
import type { CorpusMigration } from './corpus-states.ts';

/** `npm run test:evidence` tries all of them, on this machine's PostgreSQL and on the package's. */
export const ALL = process.env['MIGRATION_GATE_TEST_EVIDENCE'] === 'all';

export type Corpus = {
  readonly name: string;
  /** What a database has before the first migration. */
  readonly before: string | null;
  /** How the names of those end that go forward. */
  readonly only: string;
  readonly slow: boolean;
};

const CORPORA: readonly Corpus[] = [
  { name: 'stripe-sync', before: 'CREATE SCHEMA IF NOT EXISTS stripe', only: '.sql', slow: false },
  { name: 'godel', before: null, only: '.sql', slow: true },
  { name: 'umami', before: null, only: '.sql', slow: true },
  { name: 'bitmagnet', before: null, only: '.sql', slow: true },
  { name: 'firefly', before: null, only: '.up.sql', slow: true },
];
export const TRIED = CORPORA.filter(({ slow }) => ALL || !slow);
export const POSTGRES = ALL ? ["this machine's", 'embedded'] : ["this machine's"];

let extra: RunningServer | null = null;

/** A server of one of POSTGRES; `stopExtra` when all is done. */
export async function serverOf(postgres: string): Promise<Server> {
  if (postgres !== 'embedded') return localServer();
  if (extra === null) {
    const folder = mkdtempSync(join(inject('runFolder'), 'embedded-'));
    // The server runs as a user of its own.
    chmodSync(folder, 0o755);
    const env = { ...process.env, MIGRATION_GATE_TEST_POSTGRES: 'embedded' };
    extra = await startServer(await makeServerKit(folder, env), {});
  }
  return extra.server;
}

export const stopExtra = async (): Promise<void> => extra?.stop();

/** `15.18` */
export async function versionOf(server: Server): Promise<string> {
  const main = accessTo(server, 'postgres', server.user, server.password);
  const [row] = await main.query<{ version: string }>(
    "SELECT current_setting('server_version') AS version",
  );
  return row?.version.split(' ')[0] ?? '';
}

/** In order, those in folders of their own, too; empty where the corpora are not here. */
export function readMigrations({ name, only }: Corpus): Promise<CorpusMigration[]> {
  const shared = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
  const folder = join(shared, name, 'migrations');
  if (!existsSync(folder)) return Promise.resolve([]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(only))
    .sort();
  return Promise.all(files.map((file) => toMigration(file, readFileSync(join(folder, file)))));
}

/** Without what goose takes for the way back. */
async function toMigration(name: string, bytes: Uint8Array): Promise<CorpusMigration> {
  const decoded = decodeSql(bytes);
  const whole = decoded.ok ? decoded.text : Buffer.from(bytes).toString('utf8');
  const sql = whole.split(/^-- \+goose Down/m)[0] ?? '';
  const parsed = await parseSql(sql);
  if (parsed.kind === 'syntax-error') throw new Error(`${name}: ${parsed.message}`);
  const own = parsed.statements.filter(({ kind }) => kind !== 'TransactionStmt');
  const statements = own.map(({ start, end }) => sql.slice(start, end));
  return { name, sql, statements };
}
