import { globMatches } from './glob.ts';

/** Which branches are protected, and what each must be deployed to: glob -> target names or all. */
export type Protect = Readonly<Record<string, readonly string[] | 'all'>>;

/**
 * Whether a branch (`main`, `release/1.2`; no `refs/heads/`) matches a glob of `protect`:
 * `*` does not cross `/`, `**` does, `?` is one character.
 */
export function protectGlobMatches(glob: string, branch: string): boolean {
  return globMatches(glob, branch);
}

/**
 * The targets an update of this branch is judged against: the union over all globs that match,
 * in the order they are written. `all`: every target there is. null: the branch is not protected.
 */
export function protectedTargets(
  protect: Protect,
  branch: string,
): readonly string[] | 'all' | null {
  const matching = Object.entries(protect).filter(([glob]) => protectGlobMatches(glob, branch));
  if (matching.length === 0) return null;
  const union = new Set<string>();
  for (const [, targets] of matching) {
    if (targets === 'all') return 'all';
    for (const target of targets) union.add(target);
  }
  return [...union];
}
