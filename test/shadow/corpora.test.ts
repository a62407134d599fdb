import { afterAll, describe, expect, it } from 'vitest';
import { replayedMigration } from '../../src/commands/replayed-migration.ts';
import { inferEvidence } from '../../src/core/infer-evidence.ts';
import type { Step } from '../../src/core/timeline.ts';
import { weighEvidence } from '../../src/core/weigh-evidence.ts';
import { ABSENT } from '../support/corpora.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { freshDatabase } from '../support/postgres.ts';
import type { Server } from '../support/server.ts';
import { type Confusion, cellOf, isWrong } from './confusion.ts';
import { ALL, POSTGRES, readMigrations, serverOf, stopExtra, TRIED, versionOf } from './corpora.ts';
import { readLive, type State, statesOf } from './corpus-states.ts';
import { replayWarm } from './warm-engine.ts';

afterAll(stopExtra);

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
  it.for(TRIED)(
    '$name: nothing applied is called absent, nothing else evident',
    { timeout: 600_000 },
    async (corpus, { task, skip }) => {
      skip(!LONG, TAKES_LONG);
      const files = await readMigrations(corpus);
      if (files.length === 0) return skip(ABSENT);
      const server = await serverOf(postgres);
      const replayed = files.map((file) => replayedMigration(file.name, file.sql));
      const steps = await replayWarm(await Promise.all(replayed));
      expect(steps.filter(({ failed }) => failed !== null)).toEqual([]);
      const tried: Tried = { confusion: {}, wrong: [] };
      for (const state of statesOf(files, steps, ALL ? 4 : 1)) {
        await tryState(server, corpus.before, steps, state, tried);
      }
      expect(tried.wrong).toEqual([]);
      const version = await versionOf(server);
      task.meta.evidence = { corpus: corpus.name, postgres: version, confusion: tried.confusion };
    },
  );
});
