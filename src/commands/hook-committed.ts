import { isOurLock } from '../core/worktree-lock.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { writeOverride } from '../state/debts.ts';
import { readOnCommit, removeOnCommitFolder, type Waiting } from '../state/on-commit.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';
import { settleLocks } from './settle-locks.ts';
import { stampHooks } from './stamp-hooks.ts';

/** After this time an update that was let go has come to nothing: git aborted it. */
const FORGOTTEN_MS = 3_600_000;

/**
 * `reference-transaction committed <new> <ref>…`: the ref has moved, so the override it moved with
 * is recorded, a new config is stamped, and worktrees that have nothing else any more are released.
 */
export async function hookCommitted(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  const state = stateDir(repository.commonDir);
  const moved = new Set<string>();
  for (let i = 0; i + 1 < args.length; i += 2) moved.add(`${args[i + 1]} ${args[i]}`);
  for (const waiting of await readOnCommit(state, context.now())) {
    const { ref, oid } = waiting.entry;
    const hasMoved = moved.has(`${ref} ${oid}`) || (await parse(repository.git, ref)) === oid;
    if (hasMoved) await settle(context, repository, waiting);
    else if (waiting.ageMs > FORGOTTEN_MS) await waiting.drop();
  }
  await removeOnCommitFolder(state);
  await settleLocks(repository, ({ locked }) => isOurLock(locked));
  return 0;
}

/**
 * `reference-transaction stamp <new> <ref>…`: the same, where a branch that is not protected has
 * got a config which the stamp does not know: it may protect that very branch from now on.
 */
export async function hookStamp(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  await stampHooks(repository);
  return hookCommitted(context, repository, args);
}

async function settle(
  context: Context,
  repository: Repository,
  { entry, drop }: Waiting,
): Promise<void> {
  const { override, stamp } = entry;
  if (override !== null) {
    await writeOverride(stateDir(repository.commonDir), { ...override, at: context.now() });
  }
  if (stamp) await stampHooks(repository);
  await drop();
}
