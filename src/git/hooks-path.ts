import { type SimpleGit, simpleGit } from 'simple-git';
import type { Git } from './git.ts';

/** `core.hooksPath` as it is set, or null. */
export async function readHooksPath(git: Git): Promise<string | null> {
  return (await git.maybe('config', '--get', 'core.hooksPath'))?.trim() ?? null;
}

/** The folder where git looks for hooks, absolute. */
export function readHooksFolder(git: Git): Promise<string> {
  return git.line('rev-parse', '--path-format=absolute', '--git-path', 'hooks');
}

/** Sets `core.hooksPath` for all worktrees. */
export async function writeHooksPath(root: string, path: string): Promise<void> {
  await allowed(root).raw(['config', 'core.hooksPath', path]);
}

/** Git's own hooks folder again, for all worktrees. */
export async function removeHooksPath(root: string): Promise<void> {
  await allowed(root).raw(['config', '--unset', 'core.hooksPath']);
}

/** simple-git guards this key. */
function allowed(root: string): SimpleGit {
  return simpleGit({ baseDir: root, unsafe: { allowUnsafeHooksPath: true } });
}
