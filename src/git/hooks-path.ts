import { simpleGit } from 'simple-git';
import type { Git } from './git.ts';

/** `core.hooksPath` as it is set, or null. */
export async function readHooksPath(git: Git): Promise<string | null> {
  return (await git.maybe('config', '--get', 'core.hooksPath'))?.trim() ?? null;
}

/** Sets `core.hooksPath` for all worktrees; simple-git guards this key, so it is allowed here. */
export async function writeHooksPath(root: string, path: string): Promise<void> {
  const git = simpleGit({ baseDir: root, unsafe: { allowUnsafeHooksPath: true } });
  await git.raw(['config', 'core.hooksPath', path]);
}

/** Git's own hooks folder again. */
export async function removeHooksPath(git: Git): Promise<void> {
  if ((await readHooksPath(git)) !== null) await git.text('config', '--unset', 'core.hooksPath');
}
