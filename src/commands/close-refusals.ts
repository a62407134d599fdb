import type { Refusal } from '../core/refusal.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { isOurLock } from '../core/worktree-lock.ts';
import { openGit } from '../git/git.ts';
import { readHooksPath } from '../git/hooks-path.ts';
import { isContained } from '../git/refs.ts';
import type { Found } from './find-worktree.ts';

/**
 * What keeps a worktree from being closed, whatever is deployed: a lock of somebody else,
 * uncommitted work, a commit that would be lost. Nothing is deployed then, either.
 *
 * @param again the command to repeat
 */
export async function readRefusals(found: Found, again: string): Promise<Refusal[]> {
  const refusals = [refuseForeignLock(found), await refuseHooks(found)];
  if (!found.worktree.gone && (await hasUncommitted(found.worktree.path))) {
    refusals.push(refuseUncommitted(found.worktree.path));
  }
  refusals.push(await refuseLostCommit(found));
  return refusals
    .filter((refusal) => refusal !== null)
    .map(({ message, fixes }) => ({ message, fixes: [...fixes, again] }));
}

/** The sentence of git's own refusal. */
export function refuseUncommitted(path: string): Refusal {
  const there = `git -C ${shellQuote(path)}`;
  return {
    message: `'${path}' contains modified or untracked files`,
    fixes: [`${there} add --all && ${there} commit`, `or: ${there} stash --include-untracked`],
  };
}

/** Asked the way `git worktree remove` itself asks. */
export async function hasUncommitted(path: string): Promise<boolean> {
  const status = ['status', '--porcelain', '--ignore-submodules=none'];
  return (await openGit(path, true).text(...status)) !== '';
}

function refuseForeignLock({ worktree: { path, locked } }: Found): Refusal | null {
  if (locked === null || isOurLock(locked)) return null;
  const reason = locked === '' ? '' : `, lock reason: ${locked}`;
  return {
    message: `It is locked by somebody else${reason}`,
    fixes: [`git worktree unlock ${shellQuote(path)}`],
  };
}

/** Beside a bare repository the hooks of all worktrees are in one of them. */
async function refuseHooks({ worktree, repository }: Found): Promise<Refusal | null> {
  const hooks = await readHooksPath(repository.git);
  if (worktree.gone || hooks === null || !hooks.startsWith(`${worktree.path}/`)) return null;
  return {
    message: 'The hooks of all worktrees are in it.',
    fixes: [
      'git config --unset core.hooksPath',
      'In another worktree: npx --no migration-gate init --hooks',
    ],
  };
}

/** On a detached HEAD nothing but the worktree itself may hold its commits. */
async function refuseLostCommit({ worktree, repository }: Found): Promise<Refusal | null> {
  const { head, ref } = worktree;
  if (head === null || ref !== null) return null;
  const holders = ['refs/heads', 'refs/remotes', 'refs/tags'];
  if (await isContained(repository.git, head, holders)) return null;
  const short = head.slice(0, 12);
  return {
    message: `Its commit ${short} is on no branch, and would be lost.`,
    fixes: [`git -C ${shellQuote(repository.root)} branch kept-${short} ${head}`],
  };
}
