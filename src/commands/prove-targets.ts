import { explainEvidence } from '../core/explain-evidence.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import {
  type Compared,
  type EvidenceAsked,
  type Proven,
  provenBy,
  readEvidence,
} from './read-evidence.ts';

export type Explained = {
  /** The migration to explain; undefined: none. */
  readonly explain: string | undefined;
  /** Standard output is the report's, so it is explained on standard error. */
  readonly json: boolean;
};

/** What the catalogs prove, with one migration explained before the report. */
export async function proveTargets(
  context: Context,
  repository: Repository,
  asked: EvidenceAsked,
  { explain, json }: Explained,
): Promise<Proven> {
  refuseUnknown(asked, explain);
  const always = explain !== undefined;
  const compared = await readEvidence(context, repository, { ...asked, always });
  const say = json ? context.err : context.out;
  if (explain !== undefined) for (const one of compared) say(`${explainOn(one, explain)}\n`);
  return provenBy(compared);
}

function refuseUnknown({ facts }: EvidenceAsked, explain: string | undefined): void {
  const names = facts.candidate.migrations.map(({ name }) => name);
  if (explain === undefined || names.includes(explain)) return;
  throw new GateError('BAD_USAGE', {
    problem: `${visible(explain)} is not in the candidate.`,
    fix: 'Commit the file, or name the branch that has it.',
  });
}

function explainOn({ target, replay, live, proofs }: Compared, name: string): string {
  const step = replay.steps.find((each) => each.name === name);
  const proof = proofs.find((each) => each.name === name);
  return step && proof ? explainEvidence(target, step, proof, live) : '';
}
