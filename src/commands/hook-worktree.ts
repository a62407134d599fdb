import type { Repository } from '../git/repository.ts';
import { writeDecidedLock } from '../state/decided-lock.ts';
import type { Context, ExitCode } from './context.ts';
import { settleLocks } from './settle-locks.ts';

/**
 * `post-checkout`, `post-commit`, `post-merge`, `post-rewrite <answers>` in a linked worktree: its
 * HEAD may have other migrations now.
 */
export async function hookWorktree(
  _context: Context,
  repository: Repository,
  [answers = '']: readonly string[],
): Promise<ExitCode> {
  const settled = await settleLocks(repository, ({ path }) => path === repository.root);
  const gitDir = await repository.git.line('rev-parse', '--absolute-git-dir');
  for (const locked of settled.values()) await writeDecidedLock(gitDir, locked, answers);
  return 0;
}
