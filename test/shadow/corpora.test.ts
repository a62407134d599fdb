import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { replayedMigration } from '../../src/commands/replayed-migration.ts';
import { inferEvidence } from '../../src/core/infer-evidence.ts';
import { decodeSql } from '../../src/core/sql-text.ts';
import type { Step } from '../../src/core/timeline.ts';
import { weighEvidence } from '../../src/core/weigh-evidence.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { ABSENT } from '../deploy/corpus.ts';
import { makeServerKit } from '../support/cluster.ts';
import { accessTo, freshDatabase, localServer } from '../support/postgres.ts';
import { type RunningServer, type Server, startServer } from '../support/server.ts';
import { type Confusion, cellOf, isWrong } from './confusion.ts';
import { type CorpusMigration, readLive, type State, statesOf } from './corpus-states.ts';
import { replayWarm } from './warm-engine.ts';

/** `npm run test:evidence` tries all of them, on this machine's PostgreSQL and on the package's. */
const ALL = process.env['MIGRATION_GATE_TEST_EVIDENCE'] === 'all';

const CORPORA_FOLDER = fileURLToPath(new URL('../../../shared/corpora', import.meta.url));
const CORPORA = [
  { name: 'stripe-sync', before: 'CREATE SCHEMA IF NOT EXISTS stripe', only: '.sql', slow: false },
  { name: 'godel', before: null, only: '.sql', slow: false },
  { name: 'umami', before: null, only: '.sql', slow: true },
  { name: 'bitmagnet', before: null, only: '.sql', slow: true },
  { name: 'firefly', before: null, only: '.up.sql', slow: true },
];
const POSTGRES = ALL ? ["this machine's", 'embedded'] : ["this machine's"];

let extra: RunningServer | null = null;
afterAll(() => extra?.stop());

async function serverOf(postgres: string): Promise<Server> {
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

/** In order, those in folders of their own, too: `01_init/migration.sql`. */
function readFiles(corpus: string, only: string): [string, string][] {
  const folder = join(CORPORA_FOLDER, corpus, 'migrations');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(only))
    .sort()
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}

/** Without what goose takes for the way back. */
async function toMigration([name, text]: [string, string]): Promise<CorpusMigration> {
  const decoded = decodeSql(Buffer.from(text));
  const whole = decoded.ok ? decoded.text : text;
  const sql = whole.split(/^-- \+goose Down/m)[0] ?? '';
  const parsed = await parseSql(sql);
  if (parsed.kind === 'syntax-error') throw new Error(`${name}: ${parsed.message}`);
  const own = parsed.statements.filter(({ kind }) => kind !== 'TransactionStmt');
  const statements = own.map(({ start, end }) => sql.slice(start, end));
  return { name, sql, statements };
}

type Tried = { readonly confusion: Confusion; readonly wrong: string[] };

/** Makes a state, and counts what is said of it. */
async function tryState(
  server: Server,
  before: string | null,
  steps: readonly Step[],
  state: State,
  { confusion, wrong }: Tried,
): Promise<void> {
  await using database = await freshDatabase(server);
  if (before !== null) await database.query(before);
  const truths = await state.make(database);
  const live = await readLive(database);
  const compared = state.edit?.(steps) ?? steps;
  const found = inferEvidence(compared, weighEvidence(compared, live));
  for (const [i, { name, verdict, implied, because }] of found.entries()) {
    const truth = truths[i] ?? 'not applied';
    const word = implied ? `${verdict} (implied)` : verdict;
    const cell = cellOf(state.kind, truth, word);
    confusion[cell] = (confusion[cell] ?? 0) + 1;
    if (isWrong(truth, word)) wrong.push(`${cell}: ${name} (${because})`);
  }
}

describe.each(POSTGRES)('on %s PostgreSQL', (postgres) => {
  it.for(CORPORA.filter(({ slow }) => ALL || !slow))(
    '$name: nothing applied is called absent, nothing else evident',
    { timeout: 600_000 },
    async ({ name, before, only }, { task, skip }) => {
      const found = readFiles(name, only);
      if (found.length === 0) return skip(ABSENT);
      const server = await serverOf(postgres);
      const files = await Promise.all(found.map(toMigration));
      const replayed = files.map((file) => replayedMigration(file.name, file.sql));
      const steps = await replayWarm(await Promise.all(replayed));
      expect(steps.filter(({ failed }) => failed !== null)).toEqual([]);
      const tried: Tried = { confusion: {}, wrong: [] };
      for (const state of statesOf(files, steps, ALL ? 4 : 1)) {
        await tryState(server, before, steps, state, tried);
      }
      expect(tried.wrong).toEqual([]);
      const [row] = await accessTo(server, 'postgres', server.user, server.password).query<{
        version: string;
      }>("SELECT current_setting('server_version') AS version");
      const version = row?.version.split(' ')[0] ?? '';
      task.meta.evidence = { corpus: name, postgres: version, confusion: tried.confusion };
    },
  );
});
