import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HOOK_SCRIPT } from '../core/agent-files.ts';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import { openGit } from '../git/git.ts';
import { readHooksPath } from '../git/hooks-path.ts';
import { readWorktrees } from '../git/read-worktrees.ts';
import type { Repository } from '../git/repository.ts';

/** What some paths, taken away, would take with them. */
type Guarded = {
  /** The first that holds hooks, or is one; null: none. */
  readonly hooks: string | null;
  /** Linked worktrees. */
  readonly worktrees: readonly string[];
};

/**
 * @param given absolute paths
 * @param whole whether a folder goes with what is in it
 */
export async function findGuarded(
  repository: Repository,
  given: readonly string[],
  whole: boolean,
): Promise<Guarded> {
  const paths = given.filter(existsSync).map(realPlace);
  const { mainRoot, root, commonDir, git } = repository;
  const own = await readHooksPath(git);
  const folders = [
    ...[join(commonDir, 'hooks'), join(mainRoot, '.husky'), join(root, '.husky')],
    ...(own === null ? [] : [own]),
  ];
  const files = [join(mainRoot, HOOK_SCRIPT), join(root, HOOK_SCRIPT)];
  const holds = (path: string, inner: string): boolean =>
    path === inner || (whole && inner.startsWith(`${path.replace(/\/$/, '')}/`));
  const hooks = paths.find(
    (path) =>
      [...folders, ...files].some((inner) => holds(path, inner)) ||
      folders.some((folder) => path.startsWith(`${folder}/`) && isHook(path, folder)),
  );
  const linked = whole ? (await readWorktrees(openGit(root, true))).filter((one) => !one.main) : [];
  const gone = linked.filter((one) => !one.gone && paths.some((path) => holds(path, one.path)));
  return { hooks: hooks ?? null, worktrees: gone.map(({ path }) => path) };
}

/** git gives real paths. A link itself is what `rm` takes away, so its folder alone is followed. */
const realPlace = (path: string): string => join(realpathSync(dirname(path)), basename(path));

/** A hook of the user's own is theirs to change; those that call the gate are not. */
function isHook(path: string, folder: string): boolean {
  const inner = path.slice(folder.length + 1);
  const ours = [...MANAGED_HOOKS, 'reference-transaction'].includes(basename(path));
  return ours || /^(?:_|migration-gate)(?:\/|$)/.test(inner);
}
