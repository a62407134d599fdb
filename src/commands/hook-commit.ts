import { renderRecovery } from '../core/render-recovery.ts';
import { readLosses } from '../git/read-losses.ts';
import { readCurrentBranch, readTip, readUpstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { resolveIndex } from '../git/resolve-revision.ts';
import type { Context, ExitCode } from './context.ts';
import { judgeOrDeploy } from './judge-or-deploy.ts';
import { judgeUpdate } from './judge-update.ts';
import { sayVerdict } from './refuse-update.ts';

/**
 * `pre-commit` and `pre-merge-commit`: the tree of the commit that is about to be made. After a
 * refused pre-merge-commit git keeps the merge; after a refused pre-commit nothing has moved.
 *
 * @param given that tree; '' where a hook manager calls it, which knows none
 */
export async function hookCommit(
  context: Context,
  repository: Repository,
  hook: 'pre-commit' | 'pre-merge-commit',
  given: string,
): Promise<ExitCode> {
  const { git } = repository;
  const ref = await readCurrentBranch(git);
  const current = ref === null ? null : await readTip(git, ref);
  // A branch without a commit has no config yet, so nothing is gated.
  if (ref === null || (given === '' && current === null)) return 0;
  const tree = given === '' ? (await resolveIndex(git)).tree : given;
  // `git commit -a` and `git commit <path>` work on a temporary index that is gone afterwards.
  const index = context.env['GIT_INDEX_FILE'];
  const temporary = index !== undefined && !/(?:^|[\\/])index$/.test(index);
  const update = {
    ref,
    current,
    next: tree,
    published: await readUpstream(git, ref.replace('refs/heads/', '')),
    what: temporary ? ({ kind: 'tree-ish', name: tree } as const) : ({ kind: 'staged' } as const),
  };
  // git writes the merge state after this hook.
  const merging = hook === 'pre-merge-commit';
  const abort = { command: 'git merge --abort', sure: true };
  const refusal = {
    recovery: async () =>
      merging ? renderRecovery(abort, await readLosses(git, update, repository.root)) : '',
    operation: merging ? ('merge' as const) : ('none' as const),
    early: true,
  };
  if (!temporary) return judgeOrDeploy(context, repository, update, refusal);
  // The index is locked as long as git works on another one, so nobody is asked.
  const judged = await judgeUpdate(context, repository, update);
  return sayVerdict(context, repository, update, judged, refusal);
}
