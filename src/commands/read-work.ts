import type { Work } from '../core/discard.ts';
import type { Found } from './find-worktree.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { readProtected } from './read-protected.ts';
import { readOpenMigrations } from './read-worktree-states.ts';

/** What a worktree brings; where nothing is protected, that is all it has. */
export async function readWork({ worktree, repository }: Found): Promise<Work> {
  const { git, root } = repository;
  const kept = (await readProtected(git)) ?? { pairs: [], config: await readWorkingConfig(root) };
  const open = await readOpenMigrations(git, [worktree], kept);
  return { brought: open.get(worktree) ?? [], kept: kept.pairs };
}
