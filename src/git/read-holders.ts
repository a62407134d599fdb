import type { Git } from './git.ts';
import { readFileInEach } from './read-blobs.ts';
import { readWorktrees } from './read-worktrees.ts';
import { readBranches } from './refs.ts';
import { parseAll } from './resolve-revision.ts';

/**
 * The branches, local and fetched, and the detached worktrees whose commit has a file, by short
 * name. Each may have it in another folder.
 *
 * @param config the file that names the folder
 * @param foldersOf the folders that a commit's config names, from its text; null: it has none
 */
export async function readHolders(
  git: Git,
  config: string,
  foldersOf: (text: string | null) => readonly string[],
  name: string,
): Promise<string[]> {
  const tips = [...(await readBranches(git, 'heads', 'remotes')), ...(await readDetached(git))];
  const configs = await readFileInEach(
    git,
    tips.map(([, commit]) => commit),
    config,
  );
  const asked = tips.flatMap(([ref, commit]) =>
    foldersOf(configs.get(commit) ?? null).map((folder) => ({
      ref,
      path: `${commit}:${folder}/${name}`,
    })),
  );
  const found = await parseAll(
    git,
    asked.map(({ path }) => path),
  );
  const holders = asked.filter((_, i) => found[i] !== null).map(({ ref }) => ref);
  return [...new Set(holders.map((ref) => ref.replace(/^refs\/(heads|remotes)\//, '')))];
}

async function readDetached(git: Git): Promise<[string, string][]> {
  const worktrees = await readWorktrees(git);
  return worktrees.flatMap(({ path, ref, head }): [string, string][] =>
    ref === null && head !== null ? [[path, head]] : [],
  );
}
