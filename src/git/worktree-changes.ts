import type { Git } from './git.ts';

/** What git does to a linked worktree, given the path as `git worktree list` has it. */

/** Locks it. Throws GIT_FAILED where it is locked already. */
export async function writeLock(git: Git, path: string, reason: string): Promise<void> {
  await git.change('worktree', 'lock', '--reason', reason, '--', path);
}

/** Takes its lock away. Throws GIT_FAILED where it has none. */
export async function removeLock(git: Git, path: string): Promise<void> {
  await git.change('worktree', 'unlock', '--', path);
}

/** Removes it, or forgets one whose folder is gone. Throws GIT_FAILED where git refuses. */
export async function removeWorktree(git: Git, path: string): Promise<void> {
  await git.change('worktree', 'remove', '--', path);
}
