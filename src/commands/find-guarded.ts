import type { GateConfig } from '../config/gate-config.ts';
import { protectedTargets } from '../core/protect.ts';
import { protectWith } from './gate-settings.ts';

/** A commit that a branch or a detached worktree has. */
export type Place = {
  readonly ref: string | null;
  readonly commit: string;
  readonly name: string;
  readonly remote: boolean;
};

/**
 * The protected branches, here and at origin: each by its own config, as for the locks of worktrees
 * (read-protected.ts). Where no config is committed yet, those that would be protected by default.
 *
 * @param configs by commit; a commit without one that can be read is absent
 * @param origin the branch that origin/HEAD names
 */
export function findGuarded(
  places: readonly Place[],
  configs: ReadonlyMap<string, GateConfig>,
  origin: string | null,
): Set<Place> {
  const known = new Set(['main', 'master', ...(origin === null ? [] : [origin])]);
  const guarded = new Set<Place>();
  const candidates = places.filter(({ ref }) => ref !== null && BRANCH.test(ref));
  for (const place of candidates) {
    const config = configs.get(place.commit);
    const branch = branchOf(place);
    if (config === undefined) continue;
    if (protectedTargets(protectWith(config, origin), branch) === null) continue;
    // Anybody may push a branch that protects itself. Local branches come first.
    if (!place.remote) known.add(branch);
    if (known.has(branch)) guarded.add(place);
  }
  if (guarded.size > 0) return guarded;
  return new Set(candidates.filter((place) => known.has(branchOf(place))));
}

const BRANCH = /^refs\/(?:heads|remotes\/origin)\//;

const branchOf = ({ ref }: Place): string => ref?.replace(BRANCH, '') ?? '';
