import type { GateConfig } from '../config/gate-config.ts';
import type { Facts } from '../core/facts.ts';
import { rowsOf } from '../core/make-reason.ts';
import type { Target } from '../core/target.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { readIsEmpty, readTargetIsEmpty } from '../database/read-empty.ts';
import type { Session } from '../database/sql-session.ts';
import type { Repository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context } from './context.ts';

/**
 * The facts with whether the target is empty: asked only where the candidate has a baseline and no
 * ledger says that anything ran there.
 *
 * @param session one that is open already, under the deploy lock
 */
export async function lookIfEmpty(
  facts: Facts,
  target: Target,
  timeoutSeconds: number,
  session?: Session,
): Promise<Facts> {
  const asked = facts.targets.find(({ name }) => name === target.name);
  const { empty: _, ...others } = facts;
  if (facts.candidate.baseline === undefined || asked === undefined) return others;
  if (trustedAnswer(asked) === null || rowsOf(asked).length > 0) return others;
  const reading =
    session === undefined
      ? await readTargetIsEmpty(target, timeoutSeconds)
      : { access: 'ok' as const, empty: await readIsEmpty(session, timeoutSeconds) };
  if (reading.access === 'ok') {
    return { ...others, empty: new Set(reading.empty ? [target.name] : []) };
  }
  const targets = facts.targets.map((each) => (each === asked ? { ...each, reading } : each));
  return { ...others, targets };
}

/** The same of every target on which something is pending, for a plan that nothing runs. */
export async function lookIfAnyEmpty(
  context: Context,
  repository: Repository,
  config: GateConfig,
  facts: Facts,
): Promise<Facts> {
  if (facts.candidate.baseline === undefined) return facts;
  const empty = new Set<string>();
  for (const { name } of facts.targets.filter((target) => trustedAnswer(target) !== null)) {
    const target = await resolveTarget(context, repository, config, name);
    const looked = await lookIfEmpty(facts, target, config.timeoutSeconds);
    for (const one of looked.empty ?? []) empty.add(one);
  }
  return { ...facts, empty };
}
