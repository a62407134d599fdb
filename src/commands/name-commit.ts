import { shellQuote } from '../core/shell-quote.ts';
import type { Git } from '../git/git.ts';
import { readBranches } from '../git/refs.ts';

/**
 * The shortest name under which a refused commit can be named in a command: a branch that holds
 * exactly it (not the refused one), else its oid, which stays true whatever moves.
 */
export async function nameCommit(git: Git, commit: string, refused: string): Promise<string> {
  for (const [ref, oid] of await readBranches(git)) {
    if (oid === commit && ref !== refused) return shellQuote(ref.replace('refs/heads/', ''));
  }
  return commit;
}
