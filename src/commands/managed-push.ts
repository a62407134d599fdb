import { parsePushLines } from '../core/push-lines.ts';
import type { Git } from '../git/git.ts';
import { parse } from '../git/resolve-revision.ts';
import type { Context } from './context.ts';

/**
 * What is pushed, where a hook manager calls `hook pre-push` itself: lefthook passes git's stdin on,
 * pre-commit has read it and says one branch in variables.
 * @returns `<local oid> <remote ref> <remote oid>` one after the other, as the sh hook gives them
 */
export async function readManagedPush(context: Context, git: Git): Promise<string[]> {
  const ref = context.env['PRE_COMMIT_REMOTE_BRANCH'];
  if (ref) return ofPreCommit(context, git, ref);
  if (context.env['PRE_COMMIT']) {
    context.err('migration-gate: nothing is pushed here, so nothing was judged.\n');
    return [];
  }
  const lines = parsePushLines(await context.readInput());
  return lines.flatMap(({ next, ref: there, remote }) => [next, there, remote]);
}

/**
 * PRE_COMMIT_FROM_REF is no answer to what the remote has: of a new branch it is the commit before
 * the first that no branch of the remote has. What this clone knows of the remote's branch is; where
 * it knows nothing, nothing counts as there already. Of a first push there is no PRE_COMMIT_TO_REF.
 */
async function ofPreCommit({ env }: Context, git: Git, ref: string): Promise<string[]> {
  const { PRE_COMMIT_TO_REF: to, PRE_COMMIT_LOCAL_BRANCH: local, PRE_COMMIT_REMOTE_NAME } = env;
  const next = await parse(git, `${to || local}^{commit}`);
  const branch = ref.replace('refs/heads/', '');
  const there = await parse(git, `refs/remotes/${PRE_COMMIT_REMOTE_NAME}/${branch}^{commit}`);
  return [next ?? `${to || local}`, ref, there ?? '0'.repeat(40)];
}
