import type { Git } from './git.ts';

/** A branch, here or as it was fetched. */
export type RefTip = {
  /** `refs/heads/feature/x`, `refs/remotes/origin/main` */
  readonly ref: string;
  readonly commit: string;
  /** The ref that it is another name of; '' for most. */
  readonly symref: string;
  /** The remote-tracking branch that a local one is pushed to, or ''. */
  readonly upstream: string;
};

/** All local and remote-tracking branches, in one git process. */
export async function readTips(git: Git): Promise<RefTip[]> {
  // `<oid> refs/heads/main refs/remotes/origin/main `; no name of a ref holds a space
  const format = '--format=%(objectname) %(refname) %(upstream) %(symref)';
  const output = await git.text('for-each-ref', format, 'refs/heads/', 'refs/remotes/');
  const lines = output.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [commit = '', ref = '', upstream = '', symref = ''] = line.split(' ');
    return { ref, commit, symref, upstream };
  });
}
