import { type Protect, protectedTargets } from '../core/protect.ts';
import { readBranches } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { protectOf, readWorkingConfig } from './gate-settings.ts';

/** A protected branch of this clone, or what this clone knows of one at a remote. */
export type GuardedRef = {
  readonly ref: string;
  readonly oid: string;
  /** Its short name, here or there: `main`. */
  readonly branch: string;
  /** Whether it is a remote's (`refs/remotes/origin/main`). */
  readonly tracking: boolean;
};

/**
 * The refs that may be protected: those that the working tree's config names, and those that are
 * known as such already. Whether a branch's own config protects it is asked when it matters.
 */
export async function readGuardedRefs(
  { git, root }: Repository,
  known: ReadonlySet<string>,
): Promise<GuardedRef[]> {
  const config = await readWorkingConfig(root).catch(() => null);
  const protect: Protect =
    config === null ? { main: 'all', master: 'all' } : await protectOf(git, config);
  const refs: GuardedRef[] = [];
  for (const [ref, oid] of await readBranches(git, 'heads', 'remotes')) {
    const tracking = ref.startsWith('refs/remotes/');
    const branch = ref.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, '');
    const guarded = known.has(`refs/heads/${branch}`) || protectedTargets(protect, branch) !== null;
    if (guarded && branch !== 'HEAD') refs.push({ ref, oid, branch, tracking });
  }
  return refs;
}
