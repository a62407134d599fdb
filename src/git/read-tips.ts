import type { Git } from './git.ts';

/** A branch, here or as it was fetched. */
export type RefTip = {
  /** `refs/heads/feature/x`, `refs/remotes/origin/main` */
  readonly ref: string;
  readonly commit: string;
  /** The ref that it is another name of; '' for most. */
  readonly symref: string;
};

/** All local and remote-tracking branches, in one git process. */
export async function readTips(git: Git): Promise<RefTip[]> {
  // `<oid> refs/remotes/origin/HEAD refs/remotes/origin/main`; no name of a ref holds a space
  const format = '--format=%(objectname) %(refname) %(symref)';
  const output = await git.text('for-each-ref', format, 'refs/heads/', 'refs/remotes/');
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [commit = '', ref = '', symref = ''] = line.split(' ');
    return { ref, commit, symref };
  });
}

/** Full names of the branches, here and fetched, that a commit does not contain. */
export async function readUnmerged(git: Git, commit: string): Promise<Set<string>> {
  const asked = [`--no-merged=${commit}`, '--format=%(refname)', 'refs/heads/', 'refs/remotes/'];
  const output = await git.text('for-each-ref', ...asked);
  return new Set(output.split('\n').filter((line) => line !== ''));
}
