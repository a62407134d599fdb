import type { PathChange } from '../core/may-conflict.ts';
import { exitOf, type Git } from './git.ts';

/** What merging a commit into another would give. */
export type Rehearsed =
  | {
      readonly kind: 'merged';
      readonly tree: string;
    }
  /** The paths that git could not merge; none: histories without a common root. */
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

/** Merges in memory, by `git merge-tree --write-tree` (git 2.38); no ref and no file is touched. */
export async function rehearseMerge(git: Git, into: string, commit: string): Promise<Rehearsed> {
  const asked = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', into, commit];
  try {
    return { kind: 'merged', tree: (await git.text(...asked)).split('\0')[0] ?? '' };
  } catch (error) {
    const answer = exitOf(error);
    // `<tree>\0migrations/001_a.sql\0src/app.ts\0`
    if (answer?.code === 1) {
      return { kind: 'conflict', paths: answer.stdout.split('\0').slice(1).filter(Boolean) };
    }
    if (String((error as Error).message).includes('unrelated histories')) {
      return { kind: 'conflict', paths: [] };
    }
    throw error;
  }
}

/** A commit for a rehearsed merge, so that another can be merged into it; no ref names it. */
export function commitRehearsed(
  git: Git,
  tree: string,
  parents: readonly [string, string],
): Promise<string> {
  const who = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost'];
  const [first, second] = parents;
  const made = ['commit-tree', tree, '-p', first, '-p', second, '-m', 'rehearsal'];
  return git.line(...who, ...made);
}

/** What a merge changes in the branch that it is merged into: `A\0migrations/001_a.sql\0M\0…` */
export async function readPathChanges(git: Git, from: string, tree: string): Promise<PathChange[]> {
  const asked = ['diff-tree', '-r', '-z', '--no-renames', '--name-status'];
  const fields = (await git.text(...asked, `${from}^{tree}`, tree)).split('\0');
  const changes: PathChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    changes.push({ status: fields[at] ?? '', path: fields[at + 1] ?? '' });
  }
  return changes;
}
