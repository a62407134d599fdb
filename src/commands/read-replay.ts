import { join } from 'node:path';
import type { Baseline } from '../core/baseline.ts';
import type { Migration } from '../core/migration.ts';
import type { Sequenced } from '../core/replay-sequence.ts';
import { withBaseline, withoutBaseline } from '../core/replayed-baseline.ts';
import type { Catalog, Step } from '../core/timeline.ts';
import { readCatalogSql } from '../database/read-catalog.ts';
import type { Repository } from '../git/repository.ts';
import type { ColumnOrder } from '../shadow/column-order.ts';
import { dumpEngine, type EngineSchema } from '../shadow/dump-engine.ts';
import { readLastOrder, withLastEngine } from '../shadow/last-engine.ts';
import { readSteps } from '../shadow/read-steps.ts';
import type { Replayed } from '../shadow/replay.ts';
import type { StepsOptions } from '../shadow/replay-rest.ts';
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

/** What may be asked of one sequence; its texts are read and parsed once for all of it. */
export type Replaying = {
  /** GateError PEER_MISSING, as the others. */
  readonly replay: () => Promise<Replay>;
  /** After the last of them; only where none has failed. */
  readonly order: () => Promise<ColumnOrder>;
  readonly dump: () => Promise<EngineSchema>;
};

/**
 * What each migration of a sequence changes, from an empty database on. Nothing runs on a server
 * of the user's; what was replayed before is not replayed again. GateError PEER_MISSING.
 */
export function readReplay(...given: Parameters<typeof replaying>): Promise<Replay> {
  return replaying(...given).replay();
}

/**
 * Nothing is read or started before it is asked.
 *
 * @param baseline what it begins with, in the place of the migrations that it stands for
 * @param migrations where the texts of the sequence's blobs are read: paths and oids
 */
export function replaying(
  context: Context,
  repository: Repository,
  sequence: readonly Sequenced[],
  migrations: readonly Migration[],
  baseline?: Baseline,
): Replaying {
  const replayed = withBaseline(sequence, baseline);
  let prepared: Promise<Replayed[]> | undefined;
  const options: StepsOptions = {
    folder: join(stateDir(repository.commonDir), 'shadow'),
    catalogSql: readCatalogSql(),
    secondsPerStep: SECONDS_PER_STEP,
    prepare: () => {
      prepared ??= prepareAll(repository, replayed, migrations);
      return prepared;
    },
  };
  return {
    replay: async () => {
      const steps = await withProgress(context, replayed.length, (onStep) =>
        readSteps(replayed, { ...options, onStep }),
      );
      return withoutBaseline(sequence, baseline, steps);
    },
    order: () => readLastOrder(replayed, options),
    dump: () => withLastEngine(replayed, options, dumpEngine),
  };
}

async function withProgress<T>(
  context: Context,
  count: number,
  run: (onStep: () => void) => Promise<T>,
): Promise<T> {
  let done = 0;
  try {
    return await run(() => {
      done += 1;
      context.progress?.(`Replaying in a disposable PostgreSQL: ${done} of ${count}`);
    });
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
