import { isUtf8 } from '../core/decode-name.ts';
import type { Git } from '../git/git.ts';
import { readBranches } from '../git/refs.ts';
import { parse } from '../git/resolve-revision.ts';
import type { What } from './read-candidate.ts';

type TreeIsh = Extract<What, { kind: 'tree-ish' }>;

/**
 * The shortest name under which a refused commit can be named in a command: a branch that holds
 * exactly it (not the refused one), else its oid, which stays true whatever moves.
 */
export async function nameCommit(git: Git, commit: string, refused: string): Promise<TreeIsh> {
  for (const [ref, oid] of await readBranches(git)) {
    // A name that is no UTF-8 is not what was read here.
    if (oid !== commit || ref === refused || !isUtf8(ref)) continue;
    return { kind: 'tree-ish', name: await nameBranch(git, ref, commit) };
  }
  return { kind: 'tree-ish', name: commit };
}

/** The short name of a branch, where a command and git take it for that: no option, no tag. */
export async function nameBranch(git: Git, ref: string, commit: string): Promise<string> {
  const short = ref.replace('refs/heads/', '');
  if (short.startsWith('-')) return ref;
  return (await parse(git, short)) === commit ? short : ref;
}
