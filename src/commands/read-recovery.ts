import { recoveryOf } from '../core/operation.ts';
import { renderRecovery } from '../core/render-recovery.ts';
import { hasInIndex, readLosses } from '../git/read-losses.ts';
import { readInProgress } from '../git/read-operation.ts';
import { readCurrentBranch } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import type { Update } from './read-gate.ts';

/**
 * How to get the files back after a refusal by `reference-transaction`, as text; nothing where git
 * has moved none. The hook itself undoes nothing (contract 5).
 *
 * @param words the git command that moves the branch; null where it cannot be read
 */
export async function readRecovery(
  { git, root, bare }: Repository,
  { ref, current, next }: Update,
  words: readonly string[] | null,
): Promise<string> {
  if (bare) return '';
  const inProgress = await readInProgress(git);
  const head = await parse(git, 'HEAD^{commit}');
  const recovery = recoveryOf({
    ...inProgress,
    words,
    next,
    branch: ref.replace('refs/heads/', ''),
    checkedOut: (await readCurrentBranch(git)) === ref,
    indexHasNext: words === null && head !== null && (await hasInIndex(git, head, next)),
  });
  if (recovery === null) return '';
  // A rebase has moved HEAD already; `checkout -B` comes from wherever HEAD is.
  const before = inProgress.operation === 'none' ? head : current;
  return renderRecovery(recovery, await readLosses(git, { current: before, next }, root));
}
