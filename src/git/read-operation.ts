import { readFile, stat } from 'node:fs/promises';
import type { Operation } from '../core/operation.ts';
import type { Git } from './git.ts';
import { readCurrentBranch } from './refs.ts';
import { parse } from './resolve-revision.ts';

/** State files in the order in which they are looked at: the first one that is there decides. */
const STATE_FILES: readonly (readonly [string, Operation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  // Before the first commit, and in a fast-forward, it holds nothing but an autostash.
  ['rebase-apply', 'rebase --apply'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

export type InProgress = {
  readonly operation: Operation;
  /** `rebase --apply` has no head-name at its end: git cannot tell any more what to go back to. */
  readonly headless: boolean;
  /** The user's edits are put aside until its end; of `rebase --apply` or a merge. */
  readonly autostash: boolean;
  /** The commit that a rebase began at, where it has moved its own branch already. */
  readonly rebasedFrom: string | null;
};

/** What git is in the middle of in this worktree. */
export async function readOperation(git: Git): Promise<Operation> {
  return (await readInProgress(git)).operation;
}

/** The same, with what its end needs to know. */
export async function readInProgress(git: Git): Promise<InProgress> {
  const names = [...STATE_FILES.map(([name]) => name), ...DETAILS];
  const paths = await readPaths(git, names);
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  const has = (name: string): boolean => found[names.indexOf(name)] !== null;
  const textOf = (name: string): Promise<string | null> =>
    readFile(paths[names.indexOf(name)] ?? '', 'utf8').catch(() => null);
  const operation = STATE_FILES.find(([name]) => has(name))?.[1];
  const onBranch = operation === 'rebase' && (await readCurrentBranch(git)) !== null;
  return {
    operation: operation ?? parseSequencer(await textOf('sequencer/todo')),
    headless: !has('rebase-apply/head-name'),
    autostash: has('rebase-apply/autostash') || has('MERGE_AUTOSTASH'),
    rebasedFrom: onBranch ? ((await textOf('rebase-merge/orig-head'))?.trim() ?? null) : null,
  };
}

const DETAILS = [
  'rebase-apply/head-name',
  'rebase-apply/autostash',
  'MERGE_AUTOSTASH',
  'rebase-merge/orig-head',
  'sequencer/todo',
];

async function readPaths(git: Git, names: readonly string[]): Promise<string[]> {
  const asked = names.flatMap((name) => ['--git-path', name]);
  return (await git.line('rev-parse', '--path-format=absolute', ...asked)).split('\n');
}

/** Between two commits only the list of what is left says it: `revert 4f2a… Add customers`. */
function parseSequencer(todo: string | null): Operation {
  if (todo === null) return 'none';
  return todo.startsWith('revert') ? 'revert' : 'cherry-pick';
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
