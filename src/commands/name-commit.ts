import type { Git } from '../git/git.ts';
import { readBranches } from '../git/refs.ts';
import type { What } from './read-candidate.ts';

type TreeIsh = Extract<What, { kind: 'tree-ish' }>;

/**
 * The shortest name under which a refused commit can be named in a command: a branch that holds
 * exactly it (not the refused one), else its oid, which stays true whatever moves.
 */
export async function nameCommit(git: Git, commit: string, refused: string): Promise<TreeIsh> {
  for (const [ref, oid] of await readBranches(git)) {
    if (oid !== commit || ref === refused) continue;
    return { kind: 'tree-ish', name: ref.replace('refs/heads/', '') };
  }
  return { kind: 'tree-ish', name: commit };
}
