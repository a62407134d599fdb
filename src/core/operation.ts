/** What git is in the middle of, from the state files it keeps. */
export type Operation =
  | 'rebase'
  | 'rebase --apply'
  | 'am'
  | 'merge'
  | 'cherry-pick'
  | 'revert'
  | 'none';

/**
 * The one command that gives the files back after a late refusal, for the operation in progress;
 * never one that drops the user's other work (`reset --merge`, `reset --hard`, `checkout -f`).
 * Proven for 49 ways x 32 states; the table is in docs/clean-refusal.md of this project's facts.
 *
 * @param moved the commit the files may already be at, where no operation is in progress
 */
export function recoveryCommand(operation: Operation, moved: string | null): string | null {
  if (operation === 'rebase' || operation === 'rebase --apply') return 'git rebase --abort';
  if (operation !== 'none') return `git ${operation} --abort`;
  return moved === null ? null : `git read-tree -m -u ${moved} HEAD`;
}
