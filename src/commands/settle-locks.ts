import { decideLock, isOurLock } from '../core/worktree-lock.ts';
import { type Git, openGit } from '../git/git.ts';
import { readWorktrees, type Worktree } from '../git/read-worktrees.ts';
import type { Repository } from '../git/repository.ts';
import { removeLock, writeLock } from '../git/worktree-changes.ts';
import { closeCommand } from './close-command.ts';
import { readOpenMigrations } from './read-open-migrations.ts';
import { readProtected } from './read-protected.ts';

/**
 * Locks, releases or leaves the worktrees that are chosen, as contract 5 says; of a worktree that
 * cannot be told anything about, the lock stays as it is.
 *
 * @returns those that were chosen, with whether they are locked by us now
 */
export async function settleLocks(
  { root, mainRoot }: Repository,
  choose: (worktree: Worktree) => boolean,
): Promise<Map<Worktree, boolean>> {
  // A git of its own: the hook's GIT_DIR is another worktree's.
  const git = openGit(root, true);
  const settled = new Map<Worktree, boolean>();
  const chosen = (await readWorktrees(git)).filter(
    (worktree) => !worktree.main && choose(worktree),
  );
  if (chosen.length === 0) return settled;
  const guarded = await readProtected(git);
  if (guarded === null) return settled;
  const open = await readOpenMigrations(git, chosen, guarded);
  for (const [worktree, { length }] of open) {
    settled.set(worktree, await settleLock(git, mainRoot, worktree, length));
  }
  return settled;
}

/** Takes every lock of ours away, for `init --uninstall`: nothing would release them later. */
export async function releaseAll({ root }: Repository): Promise<void> {
  const git = openGit(root, true);
  for (const { path, locked } of await readWorktrees(git)) {
    if (isOurLock(locked)) await removeLock(git, path);
  }
}

async function settleLock(
  git: Git,
  mainRoot: string,
  { path, locked }: Worktree,
  count: number,
): Promise<boolean> {
  const change = decideLock(locked, count, closeCommand(mainRoot, path));
  if (change.kind === 'unlock' || change.kind === 'renew') await removeLock(git, path);
  if (change.kind === 'lock' || change.kind === 'renew') await writeLock(git, path, change.reason);
  return change.kind === 'keep' ? isOurLock(locked) : change.kind !== 'unlock';
}
