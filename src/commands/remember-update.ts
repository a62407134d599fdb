import type { Git } from '../git/git.ts';
import type { Repository } from '../git/repository.ts';
import { parseAll } from '../git/resolve-revision.ts';
import { dropOnCommit, writeOnCommit } from '../state/on-commit.ts';
import { stateDir } from '../state/state-dir.ts';
import { CONFIG_FILE } from './gate-settings.ts';
import type { Judged } from './judge-update.ts';
import type { Update } from './read-gate.ts';

/**
 * Notes what is to be done once the ref has moved: git may still abort. What an attempt before this
 * one has noted for the same move came to nothing.
 */
export async function rememberUpdate(
  { git, commonDir }: Repository,
  update: Update,
  judged: Judged,
): Promise<void> {
  const { ref, next } = update;
  const overrides = judged.kind === 'judged' && judged.verdict.overridden !== null;
  const state = stateDir(commonDir);
  await dropOnCommit(state, ref, next);
  const override = overrides && judged.given ? { ...judged.given, ref, commit: next } : null;
  const stamp = await changesConfig(git, update);
  if (override === null && !stamp) return;
  await writeOnCommit(state, { ref, oid: next, override, stamp });
}

/** A config that is taken away leaves the stamp as it is: it knows a config more than there is. */
async function changesConfig(git: Git, { current, next }: Update): Promise<boolean> {
  const [after, before] = await parseAll(git, [
    `${next}:${CONFIG_FILE}`,
    ...(current === null ? [] : [`${current}:${CONFIG_FILE}`]),
  ]);
  return after !== null && after !== before;
}
