import type { Git } from '../git/git.ts';
import { isAncestor, readTip, readUpstream } from '../git/refs.ts';
import { resolveMerge } from '../git/resolve-revision.ts';
import { nameCommit } from './name-commit.ts';
import type { Update } from './read-gate.ts';

/** What merging a commit into the branch that is checked out gives it; null: it cannot be told. */
export async function readMergeUpdate(
  git: Git,
  ref: string,
  merged: string,
): Promise<Update | null> {
  const result = await resolveMerge(git, 'HEAD', merged);
  if (result === null) return null;
  const forward = await isAncestor(git, 'HEAD', merged);
  const name = await nameCommit(git, merged, ref);
  return readUpdate(git, {
    ref,
    next: forward ? merged : result,
    what: forward ? name : { kind: 'merge', name: name.name },
  });
}

/** An update that has not begun: with what its branch has and has published now. */
export async function readUpdate(
  git: Git,
  early: Pick<Update, 'ref' | 'next' | 'what'>,
): Promise<Update> {
  return {
    ...early,
    current: await readTip(git, early.ref),
    published: await readUpstream(git, early.ref.replace('refs/heads/', '')),
  };
}
