import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { GateError } from '../errors.ts';
import { type Git, openGit } from './git.ts';

/** Where this command or hook runs. All paths are absolute. */
export type Repository = {
  readonly git: Git;
  /** The root of this worktree; of a bare repository its own folder. */
  readonly root: string;
  /** The root of the main worktree, where the `.env` and node_modules usually are. */
  readonly mainRoot: string;
  /** The common git dir, which all worktrees share. */
  readonly commonDir: string;
  readonly bare: boolean;
};

/** Finds the repository around a folder. Throws NOT_A_REPOSITORY. */
export async function readRepository(folder: string): Promise<Repository> {
  const git = openGit(folder);
  const bare = (await isBare(git, folder)) === 'true';
  const ask = (flag: string): Promise<string> =>
    git.line('rev-parse', '--path-format=absolute', flag);
  const [commonDir, gitDir, root] = await Promise.all([
    ask('--git-common-dir'),
    ask('--absolute-git-dir'),
    ask(bare ? '--git-common-dir' : '--show-toplevel'),
  ]);
  const mainRoot = gitDir === commonDir ? root : await mainWorktree(git, root);
  return { git: openGit(root), root, mainRoot, commonDir, bare };
}

async function isBare(git: Git, folder: string): Promise<string> {
  try {
    return await git.line('rev-parse', '--is-bare-repository');
  } catch (cause) {
    if (String((cause as Error).message).includes('not a git repository')) {
      throw new GateError('NOT_A_REPOSITORY', { folder }, { cause });
    }
    throw cause;
  }
}

/**
 * `git worktree list --porcelain -z` begins with `worktree /path\0…` of the main worktree; with a
 * separate git dir it names that instead, and of a bare repository itself. Then the hooks, which
 * are in the main worktree, tell where it is.
 */
async function mainWorktree(git: Git, root: string): Promise<string> {
  const list = await git.text('worktree', 'list', '--porcelain', '-z');
  const first = list.split('\0')[0]?.replace(/^worktree /, '') ?? '';
  if (existsSync(join(first, '.git'))) return first;
  const hooks = (await git.maybe('config', '--get', 'core.hooksPath'))?.trim() ?? '';
  const armed = /^(.+)[\\/]\.husky[\\/]_$/.exec(hooks)?.[1];
  return armed !== undefined && isAbsolute(armed) && existsSync(armed) ? armed : root;
}
