import { parseGitWords } from './git-words.ts';
import { shellQuote } from './shell-quote.ts';

/** What git is in the middle of, from the state files it keeps. */
export type Operation =
  | 'rebase'
  | 'rebase --apply'
  | 'am'
  | 'merge'
  | 'cherry-pick'
  | 'revert'
  | 'none';

/** What is known of a refused update, and of what git has done to the files until then. */
export type Halted = {
  readonly operation: Operation;
  /** The command's words, from git's own name on; null where they cannot be read. */
  readonly words: readonly string[] | null;
  /** The refused branch, by its short name, and the commit that it would have got. */
  readonly branch: string;
  readonly next: string;
  /** It is the branch that is checked out here. */
  readonly checkedOut: boolean;
  /** The end of `rebase --apply`, where git knows the branch no more and cannot abort. */
  readonly headless: boolean;
  /** Edits that git has put aside until the end of `rebase --apply` or of a merge. */
  readonly autostash: boolean;
  /**
   * Where a rebase stood before, once its own branch has moved and only `--update-refs` is left:
   * the edits that it had put aside are back by then, and `rebase --abort` would drop them.
   */
  readonly rebasedFrom: string | null;
  /** The index holds the refused commit's files: git has put them there, or the user had. */
  readonly indexHasNext: boolean;
};

/** The one command that gives the files back. */
export type Recovery = {
  readonly command: string;
  /** Whether git has surely changed files; else the command only fits where it has. */
  readonly sure: boolean;
  /** It was the user's own command that threw edits away; nothing brings these back. */
  readonly discarded?: boolean;
};

/** They work on the branch that is checked out, and move its files before the branch. */
const MOVES_FILES = ['merge', 'pull', 'rebase', 'cherry-pick', 'revert', 'am'];

/**
 * The one command that gives the files back after a late refusal: for the git command that was
 * given and the operation it is in the middle of; never one that drops the user's other work
 * (`reset --merge`, `reset --hard`, `checkout -f`). null where nothing has moved (commit,
 * `branch -f`, update-ref, push, fetch, `reset --soft`): an operation that the user is in the
 * middle of meanwhile must not be aborted.
 */
export function recoveryOf(halted: Halted): Recovery | null {
  const { words, next, indexHasNext, checkedOut, operation } = halted;
  const restore = `git read-tree -m -u ${next} HEAD`;
  if (words === null) {
    if (operation !== 'none') return { command: abortOf(halted), sure: false };
    return indexHasNext ? { command: restore, sure: false } : null;
  }
  const { command } = parseGitWords(words);
  if (command === 'reset') return recoveryOfReset(words, restore);
  if (command === 'checkout' || command === 'switch') {
    return { command: restore, sure: true, discarded: words.some(isForce) };
  }
  if (!MOVES_FILES.includes(command)) return null;
  if (operation !== 'none') return { command: abortOf(halted), sure: true };
  if (!checkedOut) return null;
  return { command: `${restore}${endOf(command, halted.autostash)}`, sure: true };
}

/** A fast-forward cannot be aborted; `--quit` takes away what git keeps of it, and stashes edits. */
function endOf(command: string, autostash: boolean): string {
  if (command === 'revert') return ' && git revert --quit';
  const merges = command === 'merge' || command === 'pull';
  return merges && autostash ? ' && git merge --quit && git stash pop' : '';
}

function abortOf({ operation, headless, autostash, branch, rebasedFrom }: Halted): string {
  if (rebasedFrom !== null) return `git rebase --quit && git reset --keep ${rebasedFrom}`;
  if (operation !== 'rebase --apply') return `git ${operation} --abort`;
  if (!headless) return 'git rebase --abort';
  const end = `git checkout ${shellQuote(branch)} && git rebase --quit`;
  return autostash ? `${end} && git stash pop` : end;
}

function recoveryOfReset(words: readonly string[], restore: string): Recovery | null {
  const has = (option: string, least: number): boolean =>
    words.some((word) => word.length >= least && option.startsWith(word));
  if (has('--soft', 3)) return null;
  const discarded = has('--hard', 3) || has('--merge', 4);
  if (discarded || has('--keep', 3)) return { command: restore, sure: true, discarded };
  return { command: 'git reset', sure: true };
}

/** `-f`, `-fB`, `--force`, `--discard-changes`, and what git takes for them. */
function isForce(word: string): boolean {
  if (/^-[^-bBcC]*f/.test(word)) return true;
  return word.length >= 3 && ['--force', '--discard-changes'].some((it) => it.startsWith(word));
}
