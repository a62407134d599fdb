import { existsSync } from 'node:fs';
import type { Git } from './git.ts';

/** Whether a git process holds the index of this worktree, or this ref, at this moment. */
export async function isLocked(git: Git, ref: string): Promise<boolean> {
  // A reftable repository has one lock for all refs.
  const files = ['index.lock', `${ref}.lock`, 'reftable/tables.list.lock'];
  const asked = files.flatMap((file) => ['--git-path', file]);
  const paths = await git.line('rev-parse', '--path-format=absolute', ...asked);
  return paths.split('\n').some((path) => existsSync(path));
}
