import type { Step } from '../core/timeline.ts';
import { chainBase, chainOf } from './chain.ts';
import { findImage } from './image-cache.ts';
import { readPgliteVersion } from './pglite-version.ts';
import type { Replayed } from './replay.ts';
import { replayInWorker, type WorkerOptions } from './replay-in-worker.ts';
import { readCachedSteps, writeCachedSteps } from './step-cache.ts';

export type Sequence = readonly { readonly name: string; readonly blob: string }[];

export type StepsOptions = WorkerOptions & {
  /** Where steps and images are kept from one run to the next. */
  readonly folder: string;
  readonly catalogSql: string;
  /** Prepares the migrations of the sequence; called only where an engine is needed. */
  readonly prepare: () => Promise<readonly Replayed[]>;
};

/**
 * What each migration of a sequence changes. What an earlier run has replayed is not replayed
 * again; after one that fails there is nothing to say of the others. GateError PEER_MISSING.
 */
export async function readSteps(sequence: Sequence, options: StepsOptions): Promise<Step[]> {
  const base = chainBase(options.catalogSql, readPgliteVersion());
  const chain = chainOf(
    base,
    sequence.map(({ blob }) => blob),
  );
  const cached = await readCachedSteps(options.folder, chain);
  const isDone = cached.length === chain.length || isFailed(cached.at(-1));
  const steps = isDone ? cached : await replayRest(sequence, options, base, chain, cached);
  return sequence.map(({ name }, i) => ({ ...(steps[i] ?? NOTHING), name }));
}

const NOTHING = {
  change: new Map(),
  claims: [],
  conditional: [],
  removes: [],
  unseen: null,
  failed: null,
};

const isFailed = (step: Step | undefined): boolean => step !== undefined && step.failed !== null;

async function replayRest(
  sequence: Sequence,
  options: StepsOptions,
  base: string,
  chain: readonly string[],
  cached: readonly Step[],
): Promise<readonly Step[]> {
  const { folder, catalogSql } = options;
  const prepared = await options.prepare();
  const image = await findImage(folder, [base, ...chain.slice(0, cached.length)]);
  const from = image === null ? 0 : chain.indexOf(image.after) + 1;
  const replayed = await replayInWorker(
    {
      migrations: prepared.slice(from),
      catalogSql,
      extensions: prepared.slice(0, from).flatMap(({ extensions }) => extensions),
      image: image?.file ?? null,
      folder,
      empty: base,
      last: chain.at(-1) ?? base,
    },
    options,
  );
  // It is removed by now: so from the one before it, or from the beginning.
  if (replayed.damagedImage) return replayRest(sequence, options, base, chain, cached);
  const steps = [...cached.slice(0, from), ...replayed.steps];
  await writeCachedSteps(folder, chain, steps);
  const next = sequence[steps.length];
  if (replayed.broken === null || next === undefined) return steps;
  return [...steps, { ...NOTHING, name: next.name, failed: replayed.broken }];
}
