import { parseGitWords } from './git-words.ts';

/** What git is in the middle of, from the state files it keeps. */
export type Operation =
  | 'rebase'
  | 'rebase --apply'
  | 'am'
  | 'merge'
  | 'cherry-pick'
  | 'revert'
  | 'none';

/** Git commands that put the new files into the work tree before they move the branch. */
const MOVES_FILES = ['checkout', 'switch', 'cherry-pick', 'revert', 'merge', 'pull', 'stash'];

/**
 * The one command that gives the files back after a late refusal: for the operation in progress,
 * else for the git command itself; never one that drops the user's other work (`reset --merge`,
 * `reset --hard`, `checkout -f`). null where nothing has moved (commit, `branch -f`, update-ref,
 * push, fetch, `reset --soft`), or where the command cannot be known.
 *
 * @param words the command's words, from git's own name on; null where they cannot be read
 * @param next the refused commit
 */
export function recoveryCommand(
  operation: Operation,
  words: readonly string[] | null,
  next: string,
): string | null {
  if (operation === 'rebase' || operation === 'rebase --apply') return 'git rebase --abort';
  if (operation !== 'none') return `git ${operation} --abort`;
  const { command } = parseGitWords(words ?? []);
  const restore = `git read-tree -m -u ${next} HEAD`;
  if (command !== 'reset') return MOVES_FILES.includes(command) ? restore : null;
  if (words?.includes('--soft')) return null;
  return words?.some((word) => ['--hard', '--keep', '--merge'].includes(word))
    ? restore
    : 'git reset';
}
