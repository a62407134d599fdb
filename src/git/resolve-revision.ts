import { GateError } from '../errors.ts';
import { exitOf, type Git } from './git.ts';

/** The object that a command judges. */
export type Revision = {
  readonly commit: string | null;
  readonly tree: string;
  /** Full name of the branch or tag, where the given word was one. */
  readonly ref: string | null;
};

/** A tree-ish by any name git knows. Throws UNKNOWN_REVISION. */
export async function resolveTreeish(git: Git, what: string): Promise<Revision> {
  const tree = await parse(git, `${what}^{tree}`);
  if (tree === null) throw new GateError('UNKNOWN_REVISION', { what });
  const commit = await parse(git, `${what}^{commit}`);
  const symbolic = await fullName(git, what);
  return { commit, tree, ref: symbolic };
}

/** The index as a tree. Throws GIT_FAILED where it holds conflicts. */
export async function resolveIndex(git: Git): Promise<Revision> {
  return { commit: null, tree: await git.line('write-tree'), ref: null };
}

/**
 * The tree that merging a commit into another would give, by `git merge-tree --write-tree`
 * (git 2.38). null where it cannot be told: conflicts, or histories without a common root.
 */
export async function resolveMerge(git: Git, into: string, commit: string): Promise<string | null> {
  try {
    return (await git.text('merge-tree', '--write-tree', into, commit)).slice(0, -1);
  } catch (error) {
    const answer = exitOf(error);
    const unrelated = String((error as Error).message).includes('unrelated histories');
    if (answer?.code === 1 || unrelated) return null;
    throw error;
  }
}

/** The oid of a name, or null where git does not know it. */
export function parse(git: Git, name: string): Promise<string | null> {
  return git
    .maybe('rev-parse', '--verify', '--quiet', '--end-of-options', name)
    .then((oid) => oid?.trim() ?? null);
}

/** `refs/heads/feature` of `feature`, of HEAD its branch; null for an oid. */
async function fullName(git: Git, what: string): Promise<string | null> {
  if (what === 'HEAD') return (await git.maybe('symbolic-ref', '--quiet', 'HEAD'))?.trim() ?? null;
  // git prints `--end-of-options` itself, too: `--end-of-options\nrefs/heads/feature\n`.
  const names = await git.maybe('rev-parse', '--symbolic-full-name', '--end-of-options', what);
  return names?.split('\n').find((line) => line.startsWith('refs/')) ?? null;
}
