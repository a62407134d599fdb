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
  const command = subcommandOf(words ?? []);
  const restore = `git read-tree -m -u ${next} HEAD`;
  if (command !== 'reset') return MOVES_FILES.includes(command) ? restore : null;
  if (words?.includes('--soft')) return null;
  return words?.some((word) => ['--hard', '--keep', '--merge'].includes(word))
    ? restore
    : 'git reset';
}

/** Options of git itself whose value is the next word. */
const WITH_VALUE = ['-c', '-C', '--git-dir', '--work-tree', '--namespace', '--config-env'];

/** `merge` of `git -c a=b -C shop merge feature`. */
function subcommandOf(words: readonly string[]): string {
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) return word;
    if (WITH_VALUE.includes(word)) i += 1;
  }
  return '';
}
