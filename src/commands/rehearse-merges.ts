import { mayConflict } from '../core/may-conflict.ts';
import type { PairConflict } from '../core/rehearsal.ts';
import type { Tip } from '../core/tip.ts';
import type { Git } from '../git/git.ts';
import {
  commitRehearsed,
  type Rehearsed,
  readPathChanges,
  rehearseMerge,
} from '../git/rehearse-merge.ts';
import { inLanes } from './in-lanes.ts';
import type { OpenBranch } from './open-branches.ts';

/** A branch, and what became of merging it alone. */
export type Merged = { readonly branch: OpenBranch; readonly result: Rehearsed };

/** git processes at the same time. */
const LANES = 4;

/** Pairs of branches; each takes one git process, so all of them some seconds at most. */
const MOST_PAIRS = 500;

export function mergeEach(git: Git, base: Tip, open: readonly OpenBranch[]): Promise<Merged[]> {
  return inLanes(open, LANES, async (branch) => ({
    branch,
    result: await rehearseMerge(git, base.commit, branch.commit),
  }));
}

/**
 * Merges each two of the branches that bring migrations, the second into what the first one gives.
 * Left out are those that conflict alone, and pairs whose changes cannot touch each other.
 *
 * @param order in which they are to be merged
 */
export async function mergePairs(
  git: Git,
  base: Tip,
  merged: readonly Merged[],
  order: readonly string[],
): Promise<{ pairs: PairConflict[]; untried: number }> {
  const ordered = order.flatMap((name) => {
    const one = merged.find(({ branch }) => branch.name === name);
    return one?.result.kind === 'merged' ? [{ branch: one.branch, tree: one.result.tree }] : [];
  });
  const changed = await inLanes(ordered, LANES, async (one) => ({
    ...one,
    changes: await readPathChanges(git, base.commit, one.tree),
  }));
  const all = changed.flatMap((first, i) =>
    changed
      .slice(i + 1)
      .filter((second) => mayConflict(first.changes, second.changes))
      .map((second) => ({ first, second: second.branch })),
  );
  const tried = all.slice(0, MOST_PAIRS);
  const commits = new Map<OpenBranch, Promise<string>>();
  const results = await inLanes(tried, LANES, async ({ first: { branch, tree }, second }) => {
    const commit = commits.get(branch) ?? commitRehearsed(git, tree, [base.commit, branch.commit]);
    commits.set(branch, commit);
    return rehearseMerge(git, await commit, second.commit);
  });
  const pairs = results.flatMap((result, i): PairConflict[] => {
    const { first, second } = tried[i] ?? {};
    if (result.kind === 'merged' || first === undefined || second === undefined) return [];
    return [{ branches: [first.branch.name, second.name], paths: result.paths }];
  });
  return { pairs, untried: all.length - tried.length };
}
