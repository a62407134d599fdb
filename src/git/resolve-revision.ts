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
  if (what === 'HEAD') return resolveHead(git);
  const [tree = null, commit = null] = await parseAll(git, [`${what}^{tree}`, `${what}^{commit}`]);
  if (tree === null) throw new GateError('UNKNOWN_REVISION', { what });
  const symbolic = await fullName(git, what);
  return { commit, tree, ref: symbolic };
}

/** HEAD in one git process; one that is unborn makes it fail. */
async function resolveHead(git: Git): Promise<Revision> {
  const words = ['HEAD^{tree}', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'];
  const answer = await git.line('rev-parse', ...words).catch((cause) => {
    throw new GateError('UNKNOWN_REVISION', { what: 'HEAD' }, { cause });
  });
  return revisionOf(answer.split('\n'));
}

/** `<oid>\n<oid>\nrefs/heads/main`: tree, commit and name of HEAD; a detached one is called HEAD. */
export function revisionOf([tree = '', commit = '', ref = '']: readonly string[]): Revision {
  return { commit, tree, ref: ref.startsWith('refs/') ? ref : null };
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

/** The oid of a name, or null where git does not know it, or has no such object here. */
export async function parse(git: Git, name: string): Promise<string | null> {
  return (await parseAll(git, [name]))[0] ?? null;
}

/** The same for many names, in one git process. */
export async function parseAll(
  git: Git,
  names: readonly string[],
): Promise<readonly (string | null)[]> {
  // No name of an object holds a newline, and in a question it would be two.
  const asked = names.filter((name) => !name.includes('\n'));
  const answer = await git.catFile('--batch-check=%(objectname)', asked);
  // `<oid>`, or `<name> missing`, `<name> ambiguous`
  const lines = answer.toString('utf8').split('\n');
  const oids = new Map(asked.map((name, i) => [name, lines[i] ?? '']));
  return names.map((name) => {
    const line = oids.get(name) ?? '';
    return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(line) ? line : null;
  });
}

/** `refs/heads/feature` of `feature`; null for an oid. */
async function fullName(git: Git, what: string): Promise<string | null> {
  // git prints `--end-of-options` itself, too: `--end-of-options\nrefs/heads/feature\n`.
  const names = await git.maybe('rev-parse', '--symbolic-full-name', '--end-of-options', what);
  return names?.split('\n').find((line) => line.startsWith('refs/')) ?? null;
}
