import type { Pair } from './migration.ts';
import type { Bypass } from './override.ts';
import { hasPair } from './pairs.ts';

/** A move of a ref, with what the ref had after it. */
export type Step = {
  readonly commit: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** git's words in the reflog. */
  readonly how: string;
  readonly pairs: readonly Pair[];
};

/** What is found, where no reflog tells more. */
export type Found = { readonly ref: string; readonly commit: string; readonly at: string };

/**
 * Who brought these migrations to a ref, when and how: the move after which each first was there
 * and stayed. `branch -C` and `-M` replace a branch's reflog by the other branch's, so the moves
 * before them are not this ref's. What no move tells is said to have been found now.
 *
 * @param steps the ref's moves, the newest first
 */
export function traceBypasses(
  found: Found,
  pairs: readonly Pair[],
  steps: readonly Step[],
): Bypass[] {
  const byStep = new Map<Step | null, Pair[]>();
  for (const pair of pairs) {
    const step = firstWith(pair, steps);
    byStep.set(step, [...(byStep.get(step) ?? []), { name: pair.name, blob: pair.blob }]);
  }
  return [...byStep].map(([step, brought]) => ({
    reason: step?.how || 'the reflog does not say how',
    by: step?.by ?? 'unknown',
    // A clock that is ahead makes no debt younger.
    at: step !== null && step.at < found.at ? step.at : found.at,
    ref: found.ref,
    commit: step?.commit ?? found.commit,
    pairs: brought,
  }));
}

function firstWith(pair: Pair, steps: readonly Step[]): Step | null {
  let first: Step | null = null;
  for (const step of steps) {
    if (!hasPair(step.pairs, pair)) break;
    first = step;
    if (/^Branch: (copied|renamed) /.test(step.how)) break;
  }
  return first;
}
