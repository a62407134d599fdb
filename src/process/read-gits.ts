import { HOOKS_OF_GIT } from '../core/hooks-of-git.ts';
import { type Ancestor, readAncestors, readEnvironment, readFolder } from './ancestors.ts';

/**
 * The words of the git that called a hook: the nearest git among the ancestors, because husky
 * puts shells between. null where it cannot be read.
 */
export async function readNearestGit(pid: number): Promise<readonly string[] | null> {
  return (await readAncestors(pid)).find(isGit)?.args ?? null;
}

/** The git command that a person or a program gave, and the processes that it led to. */
export type GitCommand = {
  readonly args: readonly string[];
  /** false: some of its words are not UTF-8, and it cannot be given again. */
  readonly exact: boolean;
  /** The words of every git between it and the hook, its own last: `merge` of a `pull`. */
  readonly gits: readonly (readonly string[])[];
  readonly landed: string | null;
  readonly prefix: string | null;
  readonly started: readonly string[];
  /** The variables that it was started with; null where they cannot be read. */
  readonly environment: Readonly<Record<string, string>> | null;
};

/**
 * The outermost git among a hook's ancestors: `git pull` runs `git merge`, and the user typed the
 * first. What ran above another hook of git's (`git commit` of a post-commit hook that pushes) did
 * not do what is asked about, and has mostly ended well.
 *
 * @param hook the process above the hook, and the variables of the hook itself
 */
export async function readGitCommand(hook: {
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<GitCommand | null> {
  const chain = belowOtherHooks(await readAncestors(hook.pid));
  const at = chain.findLastIndex(isGit);
  const outermost = chain[at];
  if (outermost === undefined) return null;
  const child = chain[at - 1];
  // What a process was started with: git sets GIT_PREFIX for its children.
  const told = child === undefined ? hook.env : await readEnvironment(child.pid);
  const environment = await readEnvironment(outermost.pid);
  const started = [await readFolder(outermost.parent), environment?.['PWD'] ?? null];
  return {
    args: outermost.args,
    exact: outermost.exact,
    gits: chain.filter(isGit).map(({ args }) => args),
    landed: await readFolder(outermost.pid),
    prefix: told?.['GIT_PREFIX'] ?? null,
    started: started.filter((folder) => folder !== null),
    environment,
  };
}

function isGit({ args }: Ancestor): boolean {
  return /(?:^|\/)git(?:-(?:merge|pull|rebase|receive-pack|push|commit))?$/.test(args[0] ?? '');
}

/** Up to the first hook that is not the one which asks; that one lies below the nearest git. */
function belowOtherHooks(chain: readonly Ancestor[]): readonly Ancestor[] {
  const nearest = chain.findIndex(isGit);
  const end = chain.findIndex((process, i) => i > nearest && !isGit(process) && isHook(process));
  return end < 0 ? chain : chain.slice(0, end);
}

/** `/bin/sh -e .husky/post-commit`, `lefthook run post-commit`, `--hook-type=post-commit`. */
function isHook({ args }: Ancestor): boolean {
  return args.some((word) => HOOKS_OF_GIT.has(word.replace(/^.*[/\\=]/, '')));
}
