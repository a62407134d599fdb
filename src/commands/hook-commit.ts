import { renderRecovery } from '../core/render-recovery.ts';
import { readLosses } from '../git/read-losses.ts';
import { readCurrentBranch, readUpstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import type { Context, ExitCode } from './context.ts';
import { judgeUpdate } from './judge-update.ts';
import { sayVerdict } from './refuse-update.ts';

/**
 * `pre-commit` and `pre-merge-commit`: the tree of the commit that is about to be made. After a
 * refused pre-merge-commit git keeps the merge; after a refused pre-commit nothing has moved.
 */
export async function hookCommit(
  context: Context,
  repository: Repository,
  hook: 'pre-commit' | 'pre-merge-commit',
  tree: string,
): Promise<ExitCode> {
  const { git } = repository;
  const ref = await readCurrentBranch(git);
  if (ref === null) return 0;
  // `git commit -a` and `git commit <path>` work on a temporary index that is gone afterwards.
  const index = context.env['GIT_INDEX_FILE'];
  const temporary = index !== undefined && !/(?:^|[\\/])index$/.test(index);
  const update = {
    ref,
    current: await parse(git, ref),
    next: tree,
    published: await readUpstream(git, ref.replace('refs/heads/', '')),
    what: temporary ? ({ kind: 'tree-ish', name: tree } as const) : ({ kind: 'staged' } as const),
  };
  const judged = await judgeUpdate(context, repository, update);
  const recovery = async (): Promise<string> =>
    hook === 'pre-merge-commit'
      ? renderRecovery(
          { command: 'git merge --abort', sure: true },
          await readLosses(git, update, repository.root),
        )
      : '';
  return sayVerdict(context, repository, update, judged, { recovery, early: true });
}
