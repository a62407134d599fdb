import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { makeServerKit } from '../support/cluster.ts';
import { CORPORA, type Corpus, corporaNamed, readCorpus } from '../support/corpora.ts';
import { accessTo, localServer } from '../support/postgres.ts';
import { type RunningServer, type Server, startServer } from '../support/server.ts';
import type { CorpusMigration } from './corpus-states.ts';

/** `npm run test:evidence` tries all of them, on this machine's PostgreSQL and on the package's. */
export const ALL = process.env['MIGRATION_GATE_TEST_EVIDENCE'] === 'all';

export const TRIED = ALL ? CORPORA : corporaNamed('stripe-sync');
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

/** In order; empty where the corpora are not here. */
export function readMigrations({ name }: Corpus): Promise<CorpusMigration[]> {
  return Promise.all(Object.entries(readCorpus(name) ?? {}).map(toMigration));
}

async function toMigration([name, sql]: [string, string]): Promise<CorpusMigration> {
  const parsed = await parseSql(sql);
  if (parsed.kind === 'syntax-error') throw new Error(`${name}: ${parsed.message}`);
  const own = parsed.statements.filter(({ kind }) => kind !== 'TransactionStmt');
  const statements = own.map(({ start, end }) => sql.slice(start, end));
  return { name, sql, statements };
}
