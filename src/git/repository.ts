import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { GateError } from '../errors.ts';
import { exitOf, type Git, openGit } from './git.ts';
import { type Revision, revisionOf } from './resolve-revision.ts';

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
  /** Set where it is known already that git does not track the `.env` of this worktree. */
  readonly envIsUntracked?: boolean;
};

/** Finds the repository around a folder. Throws NOT_A_REPOSITORY. */
export async function readRepository(folder: string): Promise<Repository> {
  const git = openGit(folder);
  return repositoryAt(git, await readPlaces(git, folder));
}

/** A repository, and what HEAD is there. */
export type AtHead = { readonly repository: Repository; readonly head: Revision | null };

/**
 * The same, with what a check asks of every repository, in the same git process. `head` is null
 * where it is unborn, and wherever git has not answered all of it: then it is asked again, alone.
 */
export async function readRepositoryAtHead(folder: string): Promise<AtHead> {
  const git = openGit(folder);
  const { stdout, stderr } = await git
    .text('rev-parse', '--path-format=absolute', ...ASKED, ...OF_HEAD)
    .then((text) => ({ stdout: text, stderr: '' }))
    .catch((error) => exitOf(error) ?? Promise.reject(error));
  const lines = stdout.split('\n').slice(0, -1);
  const [bare, commonDir = '', gitDir = '', root = '', ...ofHead] = lines;
  const isWhole = bare === 'false' && stderr === '' && lines.length === 7;
  const isUntracked = NOT_IN_INDEX.test(stderr) && lines.length === 8;
  if (!isWhole && !isUntracked) return { repository: await readRepository(folder), head: null };
  const repository = await repositoryAt(git, { bare: false, commonDir, gitDir, root });
  const head = revisionOf(ofHead);
  return { repository: isUntracked ? { ...repository, envIsUntracked: true } : repository, head };
}

/** The last is the `.env` at the root as the index has it: of what it has not, git says so. */
const OF_HEAD = ['HEAD^{tree}', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD', ':0:.env'];

/** `exists on disk, but not in the index`, `… nor in the index)`; in conflict: `not at stage 0`. */
const NOT_IN_INDEX = /^fatal: path '\.env' .*(?:not|nor) in the index\)?$/im;

async function repositoryAt(git: Git, places: Places): Promise<Repository> {
  const { bare, commonDir, gitDir, root } = places;
  // A push into a repository runs its hooks in the git dir, which git then takes for a worktree.
  const inside = !bare && root === gitDir;
  const mainRoot = gitDir === commonDir && !inside ? root : await mainWorktree(git, root);
  if (inside) return { git: openGit(mainRoot, true), root: mainRoot, mainRoot, commonDir, bare };
  return { git: openGit(root), root, mainRoot, commonDir, bare };
}

type Places = Pick<Repository, 'bare' | 'commonDir' | 'root'> & { readonly gitDir: string };

const ASKED = ['--is-bare-repository', '--git-common-dir', '--absolute-git-dir', '--show-toplevel'];

/** In one git process; a path with a newline cannot be told from two, so it is asked alone. */
async function readPlaces(git: Git, folder: string): Promise<Places> {
  const output = await answerOf(git, folder, ASKED);
  const lines = output.split('\n').slice(0, -1);
  const bare = lines[0] === 'true';
  const [, commonDir = '', gitDir = '', root = commonDir] =
    lines.length === (bare ? 3 : 4)
      ? lines
      : await Promise.all(
          (bare ? ASKED.slice(0, 3) : ASKED).map(async (flag) =>
            (await answerOf(git, folder, [flag])).replace(/\n$/, ''),
          ),
        );
  return { bare, commonDir, gitDir, root };
}

/** A bare repository has no top level: then git has answered the rest, and failed. */
async function answerOf(git: Git, folder: string, flags: readonly string[]): Promise<string> {
  try {
    return await git.text('rev-parse', '--path-format=absolute', ...flags);
  } catch (cause) {
    const { stdout = '', stderr = '' } = exitOf(cause) ?? {};
    if (stdout.startsWith('true\n')) return stdout;
    if (!stderr.includes('not a git repository')) throw cause;
    throw new GateError('NOT_A_REPOSITORY', { folder }, { cause });
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
