import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Remembers in a worktree's own git dir, which goes away with it, what was decided about its lock
 * and from which answers of git, as hooks/worktree-lock.sh gave them: while both are the same,
 * the hooks need not ask again.
 */
export async function writeDecidedLock(
  gitDir: string,
  locked: boolean,
  answers: string,
): Promise<void> {
  const text = `${locked ? 'locked' : 'free'}\n${answers}\n`;
  await writeFile(join(gitDir, 'migration-gate'), text);
}
