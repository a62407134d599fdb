import type { Git } from './git.ts';
import { parse } from './resolve-revision.ts';

/** The commit of a branch's own upstream (`branch.<name>.merge`), or null where it has none. */
export async function readUpstream(git: Git, branch: string): Promise<string | null> {
  const name = await git.text('for-each-ref', '--format=%(upstream)', `refs/heads/${branch}`);
  const upstream = name.trim();
  return upstream === '' ? null : parse(git, `${upstream}^{commit}`);
}

/** What HEAD is: `refs/heads/main <oid>`, or the oid alone where it is detached. */
export async function readHead(git: Git): Promise<string> {
  const ref = await git.maybe('symbolic-ref', '--quiet', 'HEAD');
  return [ref?.trim(), await parse(git, 'HEAD')].filter(Boolean).join(' ');
}

/** The full name of the branch that is checked out here; null on a detached HEAD. */
export async function readCurrentBranch(git: Git): Promise<string | null> {
  return (await git.maybe('symbolic-ref', '--quiet', 'HEAD'))?.trim() ?? null;
}

/** Full names of local branches with their oids. */
export async function readBranches(git: Git): Promise<Map<string, string>> {
  const output = await git.text('for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/');
  return parseRefs(output);
}

/** `<oid> refs/heads/main\n…`; a ref name holds neither space nor newline. */
function parseRefs(output: string): Map<string, string> {
  const lines = output.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
  );
}

/** The branch that `origin/HEAD` names: `main`, or null. */
export async function readOriginHead(git: Git): Promise<string | null> {
  const ref = await git.maybe('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD');
  return ref?.trim().replace('refs/remotes/origin/', '') ?? null;
}

/** Whether one of these refs contains the commit. */
export async function isContained(
  git: Git,
  commit: string,
  refs: readonly string[],
): Promise<boolean> {
  if (refs.length === 0) return false;
  const output = await git.text(
    'for-each-ref',
    `--contains=${commit}`,
    '--count=1',
    '--format=%(refname)',
    ...refs,
  );
  return output !== '';
}

/** Whether a commit is the other or among its ancestors; one that is not here is not. */
export async function isAncestor(git: Git, commit: string, of: string): Promise<boolean> {
  if ((await parse(git, `${commit}^{commit}`)) === null) return false;
  return (await git.maybe('merge-base', '--is-ancestor', commit, of)) !== null;
}
