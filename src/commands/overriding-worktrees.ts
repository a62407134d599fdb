import { type HooksPath, unsetCommand } from '../core/hook-way.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { visible } from '../core/visible.ts';
import { openGit } from '../git/git.ts';
import { hasWorktreeConfig, readHooksPaths, removeHooksPath } from '../git/hooks-path.ts';
import { readWorktrees } from '../git/read-worktrees.ts';
import type { Repository } from '../git/repository.ts';

/** A worktree whose own `config.worktree` names other hooks, so that the gate does not run there. */
export type Overriding = { readonly worktree: string; readonly setting: HooksPath };

/** @param hooks the folder where git is to find the hooks */
export async function readOverriding(repository: Repository, hooks: string): Promise<Overriding[]> {
  if (!(await hasWorktreeConfig(repository.git))) return [];
  const found: Overriding[] = [];
  for (const { path, bare, prunable } of await readWorktrees(repository.git)) {
    if (bare || prunable !== null) continue;
    const paths = await readHooksPaths(openGit(path, true));
    const setting = paths.find((one) => one.scope === 'worktree');
    if (setting !== undefined && setting.path !== hooks) found.push({ worktree: path, setting });
  }
  return found;
}

/** One line for each, for what `init` shows. */
export function renderOverriding(overriding: readonly Overriding[]): string {
  return overriding
    .map(({ worktree, setting }) => `  ${visible(worktree)}: ${visible(setting.path)}\n`)
    .join('');
}

/** The exact commands that let the gate run in these worktrees. */
export function unsetCommands(overriding: readonly Overriding[]): string {
  return overriding
    .map(({ worktree, setting }) => {
      const command = unsetCommand(setting).replace(/^git/, '');
      return `  git -C ${shellQuote(worktree)}${command}\n`;
    })
    .join('');
}

/** Takes the settings away: the hooks of all worktrees hold there again. */
export async function removeOverriding(overriding: readonly Overriding[]): Promise<void> {
  for (const { worktree } of overriding) await removeHooksPath(worktree, 'worktree');
}
