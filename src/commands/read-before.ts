import type { GateConfig } from '../config/gate-config.ts';
import type { Migration } from '../core/migration.ts';
import type { Override } from '../core/override.ts';
import { isAncestor, readLocalBranches } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { protectWith, targetsIn } from './gate-settings.ts';
import { readFolder } from './read-candidate.ts';

/**
 * What counts as there already without a base: what the first protected branch has; where that very
 * commit is judged, what it had when the last override let something pass, so that what the override
 * covers stays passed while production cannot be asked (contract 5), and nothing newer.
 */
export async function readBefore(
  { git }: Repository,
  config: GateConfig,
  commit: string | null,
  overrides: readonly Override[],
): Promise<readonly Migration[] | null> {
  const migrationsOf = async (tree: string): Promise<readonly Migration[]> =>
    (await readFolder(git, tree, config)).migrations;
  const { branches, originHead } = await readLocalBranches(git);
  const protect = protectWith(config, originHead);
  for (const [ref, oid] of branches) {
    const branch = ref.replace('refs/heads/', '');
    if (targetsIn(protect, config, branch) === null) continue;
    if (oid !== commit) return migrationsOf(oid);
    const passed = overrides.findLast((override) => override.ref === ref)?.commit ?? null;
    const isPart = passed !== null && (await isAncestor(git, passed, oid));
    return isPart ? migrationsOf(passed) : null;
  }
  return null;
}
