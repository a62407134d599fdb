import { access } from 'node:fs/promises';
import type { Operation } from '../core/operation.ts';
import type { Git } from './git.ts';

/** State files in the order in which they are looked at: the first one that is there decides. */
const STATE_FILES: readonly (readonly [string, Operation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/rebasing', 'rebase --apply'],
  ['rebase-apply', 'am'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

/** What git is in the middle of in this worktree. */
export async function readOperation(git: Git): Promise<Operation> {
  const names = STATE_FILES.flatMap(([name]) => ['--git-path', name]);
  const paths = (await git.line('rev-parse', '--path-format=absolute', ...names)).split('\n');
  for (const [i, [, operation]] of STATE_FILES.entries()) {
    const there = await access(paths[i] ?? '').then(
      () => true,
      () => false,
    );
    if (there) return operation;
  }
  return 'none';
}
