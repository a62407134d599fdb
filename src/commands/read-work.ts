import type { Work } from '../core/discard.ts';
import { GateError } from '../errors.ts';
import type { Found } from './find-worktree.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { readOpenMigrations } from './read-open-migrations.ts';
import { readProtected } from './read-protected.ts';

/**
 * What a worktree brings; where nothing is protected, that is all it has. Throws MISSING_OBJECT
 * where git cannot read its commit.
 */
export async function readWork({ worktree, repository }: Found): Promise<Work> {
  const { git, root } = repository;
  const kept = (await readProtected(git)) ?? { pairs: [], config: await readWorkingConfig(root) };
  const open = await readOpenMigrations(git, [worktree], kept);
  const brought = open.get(worktree);
  if (brought === undefined) throw new GateError('MISSING_OBJECT', { object: worktree.head ?? '' });
  return { brought, kept: kept.pairs };
}
