import type { GateConfig } from '../config/gate-config.ts';
import type { Baseline } from '../core/baseline.ts';
import { catalogAfter } from '../core/catalog-after.ts';
import { type Drift, type Drifts, findDrift } from '../core/drift.ts';
import type { TargetFacts } from '../core/facts.ts';
import { foldWords } from '../core/fold-words.ts';
import { newestPromised, promisedSequence } from '../core/promised.ts';
import { compareFingerprint, type Since } from '../core/schema-fingerprint.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { visible } from '../core/visible.ts';
import { readStanding, type Standing } from '../database/read-standing.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context } from './context.ts';
import { invocation } from './invocation.ts';
import { type Replay, readReplay } from './read-replay.ts';

export type DriftAsked = {
  readonly config: GateConfig;
  /** As they were asked; those that may not be believed, or have no ledger, are left out. */
  readonly targets: readonly TargetFacts[];
  /** Whether "nothing has changed since the last deployment" is enough, and needs no engine. */
  readonly trustFingerprint: boolean;
  /** What the replay begins with. */
  readonly baseline: Baseline | undefined;
};

/**
 * Compares what is on each target with what its ledger promises: a replay of what ran there, in a
 * disposable engine. Nothing is written to a target, and nothing of a candidate counts.
 */
export async function readDrift(
  context: Context,
  repository: Repository,
  asked: DriftAsked,
): Promise<Drifts> {
  const found = new Map<string, Drift>();
  // One after the other: the second finds the first one's steps in the cache.
  for (const target of asked.targets) {
    if (!trustedAnswer(target)?.ledger) continue;
    found.set(target.name, await readOne(context, repository, asked, target.name));
  }
  return found;
}

async function readOne(
  context: Context,
  repository: Repository,
  { config, trustFingerprint, baseline }: DriftAsked,
  name: string,
): Promise<Drift> {
  const target = await resolveTarget(context, repository, config, name, false);
  const reading = await readStanding(target, config.timeoutSeconds, config.drift.ignore);
  if (reading.access !== 'ok') {
    return { kind: 'unknown', since: 'unknown', problem: reading.problem, fixes: reading.fixes };
  }
  const recorded = newestPromised(reading.rows)?.fingerprint ?? null;
  const since = compareFingerprint(recorded, reading.fingerprint);
  if (trustFingerprint && since === 'unchanged') return { kind: 'unchanged' };
  try {
    const { ignore } = config.drift;
    return await compare(context, repository, { ...reading, baseline }, since, ignore);
  } catch (error) {
    if (!(error instanceof GateError && error.code === 'PEER_MISSING')) throw error;
    return { kind: 'unknown', since, problem: error.message, fixes: [error.fix] };
  }
}

async function compare(
  context: Context,
  repository: Repository,
  { rows, catalog, baseline }: Standing & Pick<DriftAsked, 'baseline'>,
  since: Since,
  ignore: readonly string[],
): Promise<Drift> {
  const sequence = promisedSequence(rows);
  // Each with the text that the ledger keeps; so nothing is read in git.
  const replay = await readReplay(context, repository, sequence, [], baseline);
  const { before, steps } = replay;
  const failed = failureOf(replay, baseline);
  if (failed !== null) {
    const problem = [
      `${visible(failed.name)} cannot be replayed, and so nothing that ran after it:`,
      ...foldWords(visible(failed.problem), 74, ''),
    ];
    const fixes = [
      'The ledger still tells whether anything has changed since a deployment:',
      `${invocation(repository.root, repository.mainRoot, context.program.script)} verify --drift`,
    ];
    return { kind: 'unknown', since, problem: problem.join('\n'), fixes };
  }
  const promised = sequence.map(({ name }) => name);
  const unfinished = rows.filter(({ state }) => state === 'started').map(({ name }) => name);
  const found = findDrift(catalogAfter(before, steps), catalog, ignore);
  return { kind: 'compared', since, promised, unfinished, ...found };
}

/** The first that failed; the baseline comes before all. */
function failureOf(
  { steps, broken }: Replay,
  baseline: Baseline | undefined,
): { readonly name: string; readonly problem: string } | null {
  if (broken !== null) return { name: baseline?.path ?? '', problem: broken };
  const step = steps.find((each) => each.failed !== null);
  return step === undefined ? null : { name: step.name, problem: step.failed ?? '' };
}
