import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/** Where a clone is. */
export type Clone = { readonly mainRoot: string; readonly commonDir: string };

/** Where git's own hooks are, for all worktrees. */
export function gitHooks({ commonDir }: Clone): string {
  return join(commonDir, 'hooks');
}

/** Where the gate's own hooks folder is, for the way `before`. */
export function ownHooks({ commonDir }: Clone): string {
  return join(commonDir, 'migration-gate', 'hooks');
}

/** Where our sh hooks are copied to, with `installed` and `stamp`: below the folder git looks in. */
export function gateFiles(hooks: string): string {
  return join(hooks, 'migration-gate');
}

/**
 * Every folder that has our sh hooks: a clone whose way has changed may have two, and either may
 * come into use again.
 * @param hooksPath core.hooksPath, or null
 */
export function findGateFiles(clone: Clone, hooksPath: string | null): string[] {
  const used =
    hooksPath === null || isAbsolute(hooksPath) ? hooksPath : join(clone.mainRoot, hooksPath);
  const hooks = [join(clone.mainRoot, '.husky', '_'), gitHooks(clone), ownHooks(clone), used];
  const folders = hooks.filter((folder) => folder !== null).map(gateFiles);
  return [...new Set(folders)].filter((folder) => existsSync(join(folder, 'ours.sh')));
}
