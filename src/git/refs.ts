import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import type { Git } from './git.ts';
import { parse } from './resolve-revision.ts';

/** A branch's own upstream: what its remote has, as far as it was fetched. */
export type Upstream = {
  readonly commit: string;
  /** The remote's name, and the branch's short name there. */
  readonly remote: string;
  readonly branch: string;
};

/**
 * The upstream of a branch (`branch.<name>.merge`), or null where it has none, or a local one: with
 * the remote `.` any branch would count as published.
 */
export async function readUpstream(git: Git, branch: string): Promise<Upstream | null> {
  // `refs/remotes/origin/main origin refs/heads/main`
  const format = '--format=%(upstream) %(upstream:remotename) %(upstream:remoteref)';
  const line = await git.line('for-each-ref', format, `refs/heads/${branch}`);
  const [ref = '', remote = '', there = ''] = line.split(' ');
  if (!ref.startsWith('refs/remotes/')) return null;
  const commit = await parse(git, `${ref}^{commit}`);
  if (commit === null) return null;
  return { commit, remote, branch: there.replace('refs/heads/', '') };
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

/** The commit that a branch has, or null where there is none of that name; see readBranch. */
export async function readTip(git: Git, ref: string): Promise<string | null> {
  return (await readBranch(git, ref))?.commit ?? null;
}

/** What a branch is: its commit, and the branch that moves with it where it is an alias of one. */
export type Branch = { readonly commit: string; readonly moves: string };

/**
 * A branch by its full name, or null where there is none: `rev-parse` would take a name that ends
 * in `-g1a2b3c4` for that commit, and no program can be given what was read of a name that is no
 * UTF-8. Where more than one could be meant, GIT_FAILED is thrown.
 */
export async function readBranch(git: Git, ref: string): Promise<Branch | null> {
  // `<oid> refs/heads/master refs/heads/main`; the last is empty but for an alias. A pattern also
  // names what is below it, and the second one is there so that git has something to answer.
  const format = '--format=%(objectname) %(refname) %(symref)';
  const output = await git.text('for-each-ref', format, ref, 'refs/heads/');
  const lines = new Set(output.split('\n').filter((line) => line.split(' ')[1] === ref));
  if (lines.size > 1) {
    throw new GateError('GIT_FAILED', {
      command: 'for-each-ref',
      problem: `the name ${visible(ref)} is no UTF-8, and another branch's looks the same`,
      fix: 'Rename one of them: git branch -m <old> <new>',
    });
  }
  const [commit = '', , symref] = [...lines][0]?.split(' ') ?? [];
  return commit === '' ? null : { commit, moves: symref || ref };
}

/** Full names of branches with their oids: local ones, or those below `refs/<namespace>/`. */
export async function readBranches(
  git: Git,
  ...namespaces: readonly string[]
): Promise<Map<string, string>> {
  const patterns = (namespaces.length > 0 ? namespaces : ['heads']).map((name) => `refs/${name}/`);
  const output = await git.text('for-each-ref', '--format=%(objectname) %(refname)', ...patterns);
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
  const output = await git.text('for-each-ref', '--format=%(symref)', ORIGIN_HEAD);
  return /^refs\/remotes\/origin\/(.+)$/m.exec(output)?.[1] ?? null;
}

/** Local branches as `readBranches` gives them, and `readOriginHead`, in one git process. */
export async function readLocalBranches(
  git: Git,
): Promise<{ readonly branches: Map<string, string>; readonly originHead: string | null }> {
  const format = '--format=%(objectname) %(refname) %(symref)';
  const output = await git.text('for-each-ref', format, 'refs/heads/', ORIGIN_HEAD);
  const lines = output.split('\n').filter((line) => line !== '');
  const words = lines.map((line) => line.split(' '));
  const origin = words.find(([, ref]) => ref === ORIGIN_HEAD)?.[2] ?? '';
  const local = words.filter(([, ref]) => ref !== ORIGIN_HEAD);
  return {
    branches: new Map(local.map(([oid = '', ref = '']) => [ref, oid])),
    originHead: /^refs\/remotes\/origin\/(.+)$/.exec(origin)?.[1] ?? null,
  };
}

const ORIGIN_HEAD = 'refs/remotes/origin/HEAD';

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
  const oid = await parse(git, `${commit}^{commit}`);
  if (oid === null) return false;
  // `--is-ancestor` answers with its exit code alone. Unrelated histories: exit code 1.
  return (await git.maybe('merge-base', oid, of))?.trim() === oid;
}
