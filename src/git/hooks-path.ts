import type { HooksPath } from '../core/hook-way.ts';
import { type Git, openGit } from './git.ts';

/** `core.hooksPath` as it is set, or null. */
export async function readHooksPath(git: Git): Promise<string | null> {
  return (await git.maybe('config', '--type=path', '--get', 'core.hooksPath'))?.trim() ?? null;
}

/**
 * Every setting of it in a file, the strongest last. `-z` gives
 * `local\0file:.git/config\0.githooks\0global\0…`.
 */
export async function readHooksPaths(git: Git): Promise<HooksPath[]> {
  const ask = ['config', '--show-scope', '--show-origin', '--type=path', '-z', '--get-all'];
  const fields = ((await git.maybe(...ask, 'core.hooksPath')) ?? '').split('\0');
  const found: HooksPath[] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [scope = '', origin = '', path = ''] = fields.slice(at, at + 3);
    if (scope !== 'command') found.push({ scope, origin: origin.replace(/^file:/, ''), path });
  }
  return found;
}

/** Whether a worktree may have settings of its own (`config.worktree`). */
export async function hasWorktreeConfig(git: Git): Promise<boolean> {
  const ask = ['config', '--type=bool', '--get', 'extensions.worktreeConfig'];
  return (await git.maybe(...ask))?.trim() === 'true';
}

/** The folder where git looks for hooks, absolute. */
export function readHooksFolder(git: Git): Promise<string> {
  return git.line('rev-parse', '--path-format=absolute', '--git-path', 'hooks');
}

/** Sets `core.hooksPath` for all worktrees. */
export async function writeHooksPath(root: string, path: string): Promise<void> {
  await openGit(root).change('config', '--local', '--replace-all', 'core.hooksPath', path);
}

/** The setting of the repository gone: git's own hooks folder, or a user's own setting. */
export async function removeHooksPath(root: string, scope = 'local'): Promise<void> {
  await openGit(root).change('config', `--${scope}`, '--unset-all', 'core.hooksPath');
}
