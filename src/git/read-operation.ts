import { access, readFile } from 'node:fs/promises';
import type { Operation } from '../core/operation.ts';
import type { Git } from './git.ts';
import { parse } from './resolve-revision.ts';

/** State files in the order in which they are looked at: the first one that is there decides. */
const STATE_FILES: readonly (readonly [string, Operation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/rebasing', 'rebase --apply'],
  ['rebase-apply', 'am'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

/** What is left of several commits to pick or to revert. */
const SEQUENCE = 'sequencer/todo';

/** What git is in the middle of in this worktree. */
export async function readOperation(git: Git): Promise<Operation> {
  const names = [...STATE_FILES.map(([name]) => name), SEQUENCE];
  const asked = names.flatMap((name) => ['--git-path', name]);
  const paths = (await git.line('rev-parse', '--path-format=absolute', ...asked)).split('\n');
  for (const [i, [, operation]] of STATE_FILES.entries()) {
    const there = await access(paths[i] ?? '').then(
      () => true,
      () => false,
    );
    if (there) return operation;
  }
  const todo = paths[STATE_FILES.length] ?? '';
  return parseSequence(await readFile(todo, 'utf8').catch(() => ''));
}

/** `revert 1a2b3c4 Subject`; one that went well, and was refused, left no REVERT_HEAD. */
function parseSequence(todo: string): Operation {
  if (todo.startsWith('pick ')) return 'cherry-pick';
  return todo.startsWith('revert ') ? 'revert' : 'none';
}

const OPERANDS: Partial<Record<Operation, string>> = {
  merge: 'MERGE_HEAD',
  'cherry-pick': 'CHERRY_PICK_HEAD',
  revert: 'REVERT_HEAD',
};

/** The commit that is being merged, picked or reverted here; null where git keeps none. */
export async function readOperand(git: Git, operation: Operation): Promise<string | null> {
  const name = OPERANDS[operation];
  return name === undefined ? null : parse(git, name);
}
