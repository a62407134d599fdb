import type { GateConfig } from '../config/gate-config.ts';
import { compareLedger } from '../core/compare-ledger.ts';
import type { Proof } from '../core/evidence.ts';
import type { Facts, TargetFacts } from '../core/facts.ts';
import { inferEvidence } from '../core/infer-evidence.ts';
import { rowsOf } from '../core/make-reason.ts';
import { sequenceOn } from '../core/replay-sequence.ts';
import { withoutBaselineThere } from '../core/replayed-baseline.ts';
import { type Catalog, holdsNothing } from '../core/timeline.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { weighEvidence } from '../core/weigh-evidence.ts';
import { readTargetCatalog } from '../database/read-target-catalog.ts';
import type { Repository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context } from './context.ts';
import { type Replay, readReplay } from './read-replay.ts';

/** What a target's catalog was compared with, and what came of it. */
export type Compared = {
  readonly target: string;
  readonly replay: Replay;
  readonly live: Catalog;
  readonly proofs: readonly Proof[];
};

export type Proven = Required<Pick<Facts, 'evidence' | 'empty'>>;

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

/** What the facts get of it. */
export const provenBy = (compared: readonly Compared[]): Proven => ({
  evidence: new Map(compared.map(({ target, proofs }) => [target, proofs])),
  empty: new Set(compared.filter(({ live }) => holdsNothing(live)).map(({ target }) => target)),
});

export const weigh = ({ steps, before }: Replay, live: Catalog): Proof[] =>
  withoutBaselineThere(
    inferEvidence(steps, weighEvidence(steps, live, before), before),
    live,
    before,
  );

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
    const fixes = reading.fixes.map((fix) => `  ${fix.replaceAll('\n', '\n  ')}\n`);
    if (fixes.length > 0) context.err(`What to type:\n${fixes.join('')}`);
    return null;
  }
  const { migrations, baseline } = facts.candidate;
  const sequence = sequenceOn(target, facts);
  const replay = await readReplay(context, repository, sequence, migrations, baseline);
  const live = reading.catalog;
  return { target: name, replay, live, proofs: weigh(replay, live) };
}
