import type { Facts } from '../core/facts.ts';
import { rowsOf } from '../core/make-reason.ts';
import type { Target } from '../core/target.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { readIsEmpty, readTargetIsEmpty } from '../database/read-empty.ts';
import type { Session } from '../database/sql-session.ts';

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
