import type { GateConfig } from '../config/gate-config.ts';
import type { Pair } from '../core/migration.ts';
import { withoutPairs } from '../core/pairs.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readFileInEach } from '../git/read-blobs.ts';
import type { Worktree } from '../git/read-worktrees.ts';
import { CONFIG_FILE } from './gate-settings.ts';
import { type Protected, parseOrNull, readPairs } from './read-protected.ts';

/**
 * What each worktree's HEAD has and no protected branch does. Its own config names its folder;
 * where it has none, or one that cannot be read, the protected branch's does. Nothing where
 * nothing is protected, nor of a worktree whose commit git cannot read.
 */
export async function readOpenMigrations(
  git: Git,
  worktrees: readonly Worktree[],
  guarded: Protected | null,
): Promise<Map<Worktree, Pair[]>> {
  const open = new Map<Worktree, Pair[]>();
  if (guarded === null) return open;
  const heads = worktrees.flatMap(({ head }) => (head === null ? [] : [head]));
  const texts = await readFileInEach(git, heads, CONFIG_FILE);
  for (const worktree of worktrees) {
    const { head } = worktree;
    const config = (head && configOf(texts.get(head) ?? null)) || guarded.config;
    const pairs = head === null ? [] : await attemptPairs(git, head, config);
    if (pairs !== null) open.set(worktree, withoutPairs(pairs, guarded.pairs));
  }
  return open;
}

/** null: one broken worktree must not keep the others from being released. */
async function attemptPairs(git: Git, commit: string, config: GateConfig): Promise<Pair[] | null> {
  try {
    return await readPairs(git, commit, config);
  } catch (error) {
    if (error instanceof GateError) return null;
    throw error;
  }
}

const configOf = (text: string | null): GateConfig | null =>
  text === null ? null : parseOrNull(text);
