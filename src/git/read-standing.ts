import type { Git } from './git.ts';
import { readHead } from './refs.ts';

/**
 * Where a git process that waits for its hook stands: HEAD, its commit, and what the index holds.
 * It has read them already, and would go on with what it read.
 */
export async function readStanding(git: Git): Promise<string> {
  return `${await readHead(git)}\n${await git.text('ls-files', '--stage', '-z')}`;
}
