import { join } from 'node:path';

/** Where this clone keeps what is its own: below the common git dir, so every worktree sees it. */
export function stateDir(commonDir: string): string {
  return join(commonDir, 'migration-gate');
}

/** Where `init --hooks` puts the sh hooks, and the gate what they may know: in the main worktree. */
export function hooksFolder(mainRoot: string): string {
  return join(mainRoot, '.husky', '_', 'migration-gate');
}
