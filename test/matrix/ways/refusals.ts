import type { State } from '../states.ts';
import type { Refusal } from '../way.ts';

type States = Partial<Record<State, Refusal>>;

/** The ignored file of the state, which git has replaced and the command takes away. */
const IGNORED = ['file build/out.txt', 'folder build', 'status build/out.txt'];
const IGNORED_NOTE =
  'the ignored file is lost: git replaces it unasked before any hook, and the refusal names it';

const MINE = ['index mine.txt', 'status mine.txt'];
const MINE_AND_NEW = ['index mine.txt', 'index new.txt', 'status mine.txt', 'status new.txt'];

/** After the printed command everything is as before, but for an ignored file in the way. */
export function restoredBy(
  command: string,
  left: readonly string[] = [],
  note?: string,
): {
  readonly refusal: Refusal;
  readonly states: States;
} {
  const differs = [...IGNORED, ...left].sort();
  const more = note === undefined ? {} : { note };
  return {
    refusal: { command, differs: left, ...more },
    states: {
      'ignored collision': {
        command,
        differs,
        note: note === undefined ? IGNORED_NOTE : `${IGNORED_NOTE}; ${note}`,
      },
    },
  };
}

export const RESTORE = 'git read-tree -m -u NEW HEAD';

/** git itself refuses what has staged edits. */
export function wantsCleanIndex(touched?: readonly string[]): States {
  const why = 'git refuses while anything is staged';
  const refusal =
    touched === undefined ? { git: why } : { git: `${why}, and leaves its own state`, touched };
  return { 'staged edits': refusal, 'staged overlap': refusal };
}

/** git itself refuses to overwrite a staged edit. */
export const NO_OVERLAP: States = {
  'staged overlap': { git: 'git refuses to overwrite the staged edit' },
};

/** git itself refuses to begin while there are edits. */
export const WANTS_CLEAN: States = {
  'unrelated edits': { git: 'git refuses to rebase while there are edits' },
  'staged edits': { git: 'git refuses to rebase while there are edits' },
  'staged overlap': { git: 'git refuses to rebase while there are edits' },
};

export const NO_AUTOSTASH: States = {
  autostash: { impossible: 'git has no autostash here; see unrelated edits' },
};

const UNSTAGED =
  'what was staged is in the files, but no longer staged: an autostash does not keep that';

/** What an autostash of git's own gives back. */
export function unstagedAfter(command: string): States {
  return {
    'unrelated edits': { command },
    'staged edits': { command, differs: MINE, note: UNSTAGED },
    'staged overlap': {
      command,
      differs: ['index shared.txt', 'status shared.txt'],
      note: UNSTAGED,
    },
    autostash: { command },
  };
}

const DISCARDED = 'edits are lost that the command itself discards; the refusal says so';

/** `reset --hard`, `checkout -f`. */
export const DISCARDS: States = {
  'unrelated edits': {
    command: RESTORE,
    differs: ['file mine.txt', 'status mine.txt'],
    note: DISCARDED,
  },
  'staged edits': {
    command: RESTORE,
    differs: ['file mine.txt', 'file new.txt', ...MINE_AND_NEW],
    note: DISCARDED,
  },
  'staged overlap': {
    command: RESTORE,
    differs: ['file shared.txt', 'index shared.txt', 'status shared.txt'],
    note: DISCARDED,
  },
};

/** `reset --merge`, which keeps what is not staged. */
export const DISCARDS_STAGED: States = {
  'staged edits': { git: 'git refuses where a file is staged and edited again' },
  'staged overlap': {
    command: RESTORE,
    differs: ['file shared.txt', 'index shared.txt', 'status shared.txt'],
    note: DISCARDED,
  },
};

/** `reset` and `reset --keep`, which empty the index of it. */
export function unstages(command: string): States {
  const note =
    'what was staged is in the files, but no longer staged: the command itself does that';
  return {
    'staged edits': { command, differs: MINE_AND_NEW, note },
    'staged overlap': { command, differs: ['index shared.txt', 'status shared.txt'], note },
  };
}
