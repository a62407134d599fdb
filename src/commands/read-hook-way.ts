import { chooseHookWay, type HooksPath, type HookWay } from '../core/hook-way.ts';
import { GateError } from '../errors.ts';
import { readHooksPaths } from '../git/hooks-path.ts';
import type { Repository } from '../git/repository.ts';
import { readNext } from '../installation/before.ts';
import { ownHooks } from '../installation/places.ts';
import { readHookFiles } from '../installation/read-hook-files.ts';

/** How the hooks of this clone are to be started. Throws where two managers would fight. */
export async function readHookWay(repository: Repository): Promise<HookWay> {
  const { mainRoot, root } = repository;
  const files = await readHookFiles(repository, root);
  const way = chooseHookWay({ mainRoot, paths: await readUserPaths(repository), ...files });
  if (way.kind !== 'conflict') return way;
  throw new GateError('BAD_USAGE', { problem: way.problem, fix: way.fix });
}

/**
 * What core.hooksPath would be without the gate, the strongest last. While it names the gate's own
 * folder, the setting that was the repository's is the one that was put away there.
 */
async function readUserPaths(repository: Repository): Promise<HooksPath[]> {
  const own = ownHooks(repository);
  const all = (await readHooksPaths(repository.git)).filter(({ scope }) => scope !== 'worktree');
  const paths = all.filter(({ path }) => path !== own);
  const next = paths.length < all.length ? await readNext(own) : null;
  const had = next?.scope === 'local' && !paths.some(({ scope }) => scope === 'local');
  return had ? [...paths, next] : paths;
}
