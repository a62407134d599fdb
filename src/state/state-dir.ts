import { join } from 'node:path';

/** Where this clone keeps what is its own: below the common git dir, so every worktree sees it. */
export function stateDir(commonDir: string): string {
  return join(commonDir, 'migration-gate');
}
