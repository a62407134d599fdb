import { join } from 'node:path';
import type { Baseline } from '../core/baseline.ts';
import type { Migration } from '../core/migration.ts';
import type { Sequenced } from '../core/replay-sequence.ts';
import { withBaseline, withoutBaseline } from '../core/replayed-baseline.ts';
import type { Catalog, Step } from '../core/timeline.ts';
import { readCatalogSql } from '../database/read-catalog.ts';
import type { Repository } from '../git/repository.ts';
import { dumpEngine, type EngineSchema } from '../shadow/dump-engine.ts';
import { readLastImage } from '../shadow/last-image.ts';
import { readSteps } from '../shadow/read-steps.ts';
import type { Replayed } from '../shadow/replay.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { readTexts } from './read-texts.ts';
import { NO_STATEMENTS, replayedMigration } from './replayed-migration.ts';

/** A sequence of migrations as it ran in a disposable engine. */
export type Replay = {
  /** What is there before the first of them. */
  readonly before: Catalog;
  /** One for each of the sequence, in its order. */
  readonly steps: readonly Step[];
  /** Why the baseline could not be replayed; null: there is none, or it was. */
  readonly broken: string | null;
};

/** One migration takes longer than this only if it never ends. */
const SECONDS_PER_STEP = 60;

/**
 * What each migration of a sequence changes, from an empty database on. Nothing runs on a server
 * of the user's; what was replayed before is not replayed again. GateError PEER_MISSING.
 *
 * @param baseline what it begins with, in the place of the migrations that it stands for
 * @param migrations where the texts of the sequence's blobs are read: paths and oids
 */
export async function readReplay(
  context: Context,
  repository: Repository,
  sequence: readonly Sequenced[],
  migrations: readonly Migration[],
  baseline?: Baseline,
): Promise<Replay> {
  const replayed = withBaseline(sequence, baseline);
  let done = 0;
  try {
    const steps = await readSteps(replayed, {
      folder: join(stateDir(repository.commonDir), 'shadow'),
      catalogSql: readCatalogSql(),
      secondsPerStep: SECONDS_PER_STEP,
      onStep: () => {
        done += 1;
        context.progress?.(`Replaying in a disposable PostgreSQL: ${done} of ${replayed.length}`);
      },
      prepare: () => prepareAll(repository, replayed, migrations),
    });
    return withoutBaseline(sequence, baseline, steps);
  } finally {
    context.progress?.(null);
  }
}

async function prepareAll(
  { git }: Repository,
  sequence: readonly Sequenced[],
  migrations: readonly Migration[],
): Promise<Replayed[]> {
  const texts = await readTexts(git, migrations);
  return Promise.all(
    sequence.map(({ name, blob, sql }) => {
      const text = sql ?? texts.get(blob);
      return text === undefined ? unreadable(name) : replayedMigration(name, text);
    }),
  );
}

/** No text at all, so that the engine refuses it, and what comes after it is undecided. */
function unreadable(name: string): Replayed {
  const messages = ["DO $$ BEGIN RAISE 'its text cannot be read'; END $$"];
  return { name, messages, ...NO_STATEMENTS, unseen: null };
}

/**
 * The schema after the last migration of a sequence that was replayed without a failure, as the
 * engine itself has it. GateError PEER_MISSING.
 */
export async function readReplayedSchema(
  repository: Repository,
  sequence: readonly Sequenced[],
  migrations: readonly Migration[],
): Promise<EngineSchema> {
  const image = await readLastImage(sequence, {
    folder: join(stateDir(repository.commonDir), 'shadow'),
    catalogSql: readCatalogSql(),
    secondsPerStep: SECONDS_PER_STEP,
    prepare: () => prepareAll(repository, sequence, migrations),
  });
  return dumpEngine(image);
}
