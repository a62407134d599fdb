import type { Step } from '../core/timeline.ts';
import {
  type Hashes,
  hashesOf,
  replayRest,
  type Sequence,
  type StepsOptions,
} from './replay-rest.ts';
import { readCachedSteps, writeCachedSteps } from './step-cache.ts';

/**
 * What each migration of a sequence changes. What an earlier run has replayed is not replayed
 * again; after one that fails there is nothing to say of the others. GateError PEER_MISSING.
 */
export async function readSteps(sequence: Sequence, options: StepsOptions): Promise<Step[]> {
  const hashes = hashesOf(sequence, options);
  const cached = await readCachedSteps(options.folder, hashes.chain);
  const isDone = cached.length === hashes.chain.length || isFailed(cached.at(-1));
  const steps = isDone ? cached : await goOn(sequence, options, hashes, cached);
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

async function goOn(
  sequence: Sequence,
  options: StepsOptions,
  hashes: Hashes,
  cached: readonly Step[],
): Promise<readonly Step[]> {
  const { from, broken, steps: fresh } = await replayRest(hashes, options, cached.length);
  const steps = [...cached.slice(0, from), ...fresh];
  await writeCachedSteps(options.folder, hashes.chain, steps);
  const next = sequence[steps.length];
  if (broken === null || next === undefined) return steps;
  return [...steps, { ...NOTHING, name: next.name, failed: broken }];
}
