import type { Repository } from '../support/repository.ts';

/** What lies about in the work tree when the command is given. */
export const STATES = [
  'clean',
  'unrelated edits',
  'staged edits',
  'staged overlap',
  'untracked',
  'ignored collision',
  'autostash',
  'linked worktree',
] as const;
export type State = (typeof STATES)[number];

/** Brings a state about; the paths are history.ts's. */
export async function applyState(repository: Repository, state: State): Promise<void> {
  const { write, gitOk } = repository;
  const shared = repository.read('shared.txt');
  switch (state) {
    case 'unrelated edits':
      write('mine.txt', 'edited\n');
      return;
    case 'staged edits':
      write('mine.txt', 'staged\n');
      write('new.txt', 'staged\n');
      await gitOk('add', 'mine.txt', 'new.txt');
      write('mine.txt', 'staged, then edited\n');
      return;
    case 'staged overlap':
      // Another line of a file that the update changes too.
      write('shared.txt', shared.replace('six', 'SIX'));
      await gitOk('add', 'shared.txt');
      return;
    case 'untracked':
      write('notes/todo.txt', 'mine\n');
      return;
    case 'ignored collision':
      // Ignored here, and the update brings a file of that name.
      write('build/out.txt', 'mine\n');
      return;
    case 'autostash':
      write('mine.txt', 'edited\n');
      await gitOk('config', 'merge.autoStash', 'true');
      await gitOk('config', 'rebase.autoStash', 'true');
      return;
    default:
  }
}
