import { readFile } from 'node:fs/promises';
import type { Git } from './git.ts';
import type { Upstream } from './refs.ts';

/**
 * Whether a commit has just been fetched from a branch's own upstream: `git fetch origin main:main`
 * moves main before it moves refs/remotes/origin/main, so the upstream is not up to date yet.
 * FETCH_HEAD is: `<oid>\tnot-for-merge\tbranch 'main' of https://example.com/shop`.
 *
 * @param words the git command that moves the branch: the remote must be named in it
 */
export async function isFetchedFrom(
  git: Git,
  { remote, branch }: Upstream,
  commit: string,
  words: readonly string[] | null,
): Promise<boolean> {
  if (words === null || !words.includes('fetch') || !words.includes(remote)) return false;
  const path = await git.line('rev-parse', '--path-format=absolute', '--git-path', 'FETCH_HEAD');
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .some((line) => line.startsWith(`${commit}\t`) && line.includes(`\tbranch '${branch}' of `));
}
