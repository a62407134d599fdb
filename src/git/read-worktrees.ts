import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from './git.ts';

/** A worktree as git lists it; the first one of a list is the main one. */
export type Worktree = {
  readonly path: string;
  /** null: it has no commit yet, or is bare. */
  readonly head: string | null;
  /** Full name of the branch; null: detached or bare. */
  readonly ref: string | null;
  readonly bare: boolean;
  /** The reason of its lock, '' where it has none; null: not locked. */
  readonly locked: string | null;
  /** Why `git worktree prune` would drop it (its folder is gone); null: it would not. */
  readonly prunable: string | null;
  /** The main one cannot be locked, closed or lost. */
  readonly main: boolean;
  /** Its folder is not there: deleted by hand, or on a disk that is not. */
  readonly gone: boolean;
};

/** All worktrees of the repository. */
export async function readWorktrees(git: Git): Promise<Worktree[]> {
  return parseWorktrees(await git.text('worktree', 'list', '--porcelain', '-z'));
}

/**
 * `worktree /a b\0HEAD <oid>\0branch refs/heads/main\0\0worktree …\0detached\0locked why\0\0`:
 * attributes end with NUL, worktrees with an empty one. Paths and reasons may hold newlines.
 */
function parseWorktrees(output: string): Worktree[] {
  return output
    .split('\0\0')
    .filter((record) => record !== '')
    .map((record, i) => {
      const values = new Map(
        record.split('\0').map((line): [string, string] => {
          const [key = ''] = line.split(' ', 1);
          return [key, line.slice(key.length + 1)];
        }),
      );
      const head = values.get('HEAD') ?? null;
      const path = values.get('worktree') ?? '';
      return {
        path,
        head: head === null || /^0+$/.test(head) ? null : head,
        ref: values.get('branch') ?? null,
        bare: values.has('bare'),
        locked: values.get('locked') ?? null,
        prunable: values.get('prunable') ?? null,
        main: i === 0,
        // git says `prunable` only of one that is not locked.
        gone: i > 0 && !existsSync(join(path, '.git')),
      };
    });
}
