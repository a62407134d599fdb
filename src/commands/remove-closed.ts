import type { Refusal } from '../core/refusal.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { visible } from '../core/visible.ts';
import { isOurLock } from '../core/worktree-lock.ts';
import { exitOf, type Git, openGit } from '../git/git.ts';
import type { Worktree } from '../git/read-worktrees.ts';
import { removeLock, removeWorktree, writeLock } from '../git/worktree-changes.ts';
import { hasUncommitted, refuseUncommitted } from './close-refusals.ts';
import type { Context, ExitCode } from './context.ts';
import type { Found } from './find-worktree.ts';

/** Has git remove the worktree, without our lock; where git refuses, the lock is there again. */
export async function removeClosed(
  context: Context,
  { worktree, repository }: Found,
  again: string,
): Promise<ExitCode> {
  const { root, mainRoot, commonDir } = repository;
  // Not from the worktree that goes away.
  const git = openGit(mainRoot === root ? commonDir : mainRoot, true);
  try {
    await withoutLock(git, worktree, () => removeWorktree(git, worktree.path));
  } catch (error) {
    const refusal = await explain(worktree, exitOf(error)?.stderr ?? '');
    if (refusal === null) throw error;
    const fixes = [...refusal.fixes, ...(refusal.last ? [] : [again])];
    context.err(renderRefusals([{ ...refusal, fixes }], stays(worktree)));
    return 1;
  }
  context.out(`Closed ${visible(worktree.path)}\n`);
  return 0;
}

/** The heading of a refusal. */
export function stays({ path, gone }: Worktree): string {
  return gone ? `${path} stays listed.` : `${path} stays as it is.`;
}

/** What a failed removal has left is locked again; what is wholly gone cannot be. */
async function withoutLock(
  git: Git,
  { path, locked }: Worktree,
  remove: () => Promise<void>,
): Promise<void> {
  const ours = isOurLock(locked);
  if (ours) await removeLock(git, path);
  try {
    await remove();
  } catch (error) {
    if (ours) await writeLock(git, path, locked ?? '').catch(() => undefined);
    throw error;
  }
}

/** git's refusals that a person can settle. */
async function explain(
  { path, gone }: Worktree,
  said: string,
): Promise<(Refusal & { readonly last?: boolean }) | null> {
  if (said.includes('submodules')) {
    return {
      message:
        'git removes a worktree with submodules only by force.\n' +
        'Commits in its submodules that are nowhere else would be lost.',
      fixes: [`git worktree remove -f -f ${shellQuote(path)}`],
      last: true,
    };
  }
  return !gone && (await hasUncommitted(path)) ? refuseUncommitted(path) : null;
}
