import { join } from 'node:path';
import type { GateConfig } from '../config/gate-config.ts';
import { compareLedger } from '../core/compare-ledger.ts';
import type { Evidences, Proof } from '../core/evidence.ts';
import type { Facts, TargetFacts } from '../core/facts.ts';
import { inferEvidence } from '../core/infer-evidence.ts';
import { rowsOf } from '../core/make-reason.ts';
import { type Sequenced, sequenceOn } from '../core/replay-sequence.ts';
import type { Catalog, Step } from '../core/timeline.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { weighEvidence } from '../core/weigh-evidence.ts';
import { readCatalogSql } from '../database/read-catalog.ts';
import { readTargetCatalog } from '../database/read-target-catalog.ts';
import type { Repository } from '../git/repository.ts';
import { readSteps } from '../shadow/read-steps.ts';
import type { Replayed } from '../shadow/replay.ts';
import { stateDir } from '../state/state-dir.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context } from './context.ts';
import { readTexts } from './read-texts.ts';
import { NO_STATEMENTS, replayedMigration } from './replayed-migration.ts';

/** What a target's catalog was compared with, and what came of it. */
export type Compared = {
  readonly target: string;
  readonly steps: readonly Step[];
  readonly live: Catalog;
  readonly proofs: readonly Proof[];
};

export type EvidenceAsked = {
  readonly config: GateConfig;
  readonly facts: Facts;
  /** Names of the targets; those that gave no answer are left out. */
  readonly targets: readonly string[];
  /** Also where nothing is open: to explain what a ledger has. */
  readonly always?: boolean;
  readonly forDeploy?: boolean;
};

/**
 * Compares the live catalog of each target with what its migrations do in a disposable engine
 * (contract 2). Nothing is written to a target. GateError PEER_MISSING.
 */
export async function readEvidence(
  context: Context,
  repository: Repository,
  asked: EvidenceAsked,
): Promise<Compared[]> {
  const targets = asked.facts.targets.filter(
    (target) =>
      asked.targets.includes(target.name) &&
      trustedAnswer(target) !== null &&
      (asked.always || hasOpen(target, asked.facts)),
  );
  const compared: Compared[] = [];
  // One after the other: the second finds the first one's steps in the cache.
  for (const target of targets) {
    const found = await compareTarget(context, repository, asked, target);
    if (found !== null) compared.push(found);
  }
  return compared;
}

export const evidencesOf = (compared: readonly Compared[]): Evidences =>
  new Map(compared.map(({ target, proofs }) => [target, proofs]));

export const weigh = (steps: readonly Step[], live: Catalog): Proof[] =>
  inferEvidence(steps, weighEvidence(steps, live));

function hasOpen(target: TargetFacts, { candidate, contents }: Facts): boolean {
  const statuses = compareLedger(candidate.migrations, rowsOf(target), contents);
  return statuses.some(({ state }) => state === 'pending');
}

/** Null where its catalog cannot be read; that is said, and what is pending stays so. */
async function compareTarget(
  context: Context,
  repository: Repository,
  { config, facts, forDeploy }: EvidenceAsked,
  target: TargetFacts,
): Promise<Compared | null> {
  const { name } = target;
  const connection = await resolveTarget(context, repository, config, name, forDeploy ?? false);
  // Asked first, so that what keeps it from being read is said before seconds are spent.
  const reading = await readTargetCatalog(connection, config.timeoutSeconds);
  if (reading.access !== 'ok') {
    context.err(`⚠️  Nothing was proven on ${name}: ${reading.problem}\n`);
    return null;
  }
  const steps = await readStepsOn(context, repository, target, facts);
  return { target: name, steps, live: reading.catalog, proofs: weigh(steps, reading.catalog) };
}

/** One migration takes longer than this only if it never ends. */
const SECONDS_PER_STEP = 60;

/** The steps of the sequence as it ran or would run on a target. */
async function readStepsOn(
  context: Context,
  repository: Repository,
  target: TargetFacts,
  facts: Facts,
): Promise<Step[]> {
  const sequence = sequenceOn(target, facts);
  let done = 0;
  try {
    return await readSteps(sequence, {
      folder: join(stateDir(repository.commonDir), 'shadow'),
      catalogSql: readCatalogSql(),
      secondsPerStep: SECONDS_PER_STEP,
      onStep: () => {
        done += 1;
        context.progress?.(`Replaying in a disposable PostgreSQL: ${done} of ${sequence.length}`);
      },
      prepare: () => prepareAll(repository, sequence, facts),
    });
  } finally {
    context.progress?.(null);
  }
}

async function prepareAll(
  { git }: Repository,
  sequence: readonly Sequenced[],
  { candidate }: Facts,
): Promise<Replayed[]> {
  const texts = await readTexts(git, candidate.migrations);
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
