import { recoveryCommand } from '../core/operation.ts';
import { readOperation } from '../git/read-operation.ts';
import { isContained, readBranches, readCurrentBranch, readUpstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { readOnCommit, removeOnCommitFolder, writeOnCommit } from '../state/on-commit.ts';
import { writeOverride } from '../state/overrides.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';
import { CONFIG_FILE, readConfigAt, targetsOfBranch } from './gate-settings.ts';
import { judgeUpdate, type Update } from './judge-update.ts';
import { nameCommit } from './name-commit.ts';
import { readNearestGit } from './read-git-command.ts';
import { sayVerdict } from './refuse-update.ts';
import { stampHooks } from './stamp-hooks.ts';

/** The definitive check: `reference-transaction prepared <new> <ref> [<new> <ref>]…`. */
export async function hookPrepared(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  for (let i = 0; i + 1 < args.length; i += 2) {
    const code = await judgeRef(context, repository, args[i + 1] ?? '', args[i] ?? '');
    if (code !== 0) return code;
  }
  return 0;
}

async function judgeRef(
  context: Context,
  repository: Repository,
  ref: string,
  next: string,
): Promise<ExitCode> {
  const { git } = repository;
  const current = await parse(git, ref);
  if (current === next) return 0;
  const changesConfig = await isNewConfig(repository, current, next);
  if (changesConfig) await remember(repository, ref, next, null, true);
  if (current === null && (await createsFreely(repository, ref, next))) return 0;
  const branch = ref.replace('refs/heads/', '');
  const update = {
    ref,
    current,
    next,
    published: await readUpstream(git, branch),
    what: await nameCommit(git, next, ref),
  };
  const judged = await judgeUpdate(context, repository, update);
  const recovery = await readRecovery(context, repository, update);
  const code = await sayVerdict(context, repository, update, judged, { recovery });
  if (code === 0 && judged.kind === 'judged' && judged.verdict.overridden && judged.given) {
    await remember(repository, ref, next, { ...judged.given, ref, commit: next }, false);
  }
  return code;
}

/**
 * Creating a branch is not gated at a commit that a protected branch contains, nor at what the
 * branch of that name at a remote has (`git switch` makes it from there), nor while there is no
 * protected branch yet: first adoption.
 */
async function createsFreely(repository: Repository, ref: string, next: string): Promise<boolean> {
  const { git } = repository;
  const guarded: string[] = [];
  for (const [other, oid] of await readBranches(git)) {
    const config = await readConfigAt(git, oid, other).catch(() => null);
    if (config && (await targetsOfBranch(git, config, other.replace('refs/heads/', '')))) {
      guarded.push(other);
    }
  }
  if (guarded.length === 0) return true;
  const remote = ref.replace('refs/heads/', 'refs/remotes/*/');
  return isContained(git, next, [...guarded, remote]);
}

/** Called when the ref has moved: records the override it moved with, and stamps a new config. */
export async function hookCommitted(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  const state = stateDir(repository.commonDir);
  const moved = new Set<string>();
  for (let i = 0; i + 1 < args.length; i += 2) moved.add(`${args[i + 1]} ${args[i]}`);
  for (const { entry, drop } of await readOnCommit(state)) {
    const isIt = moved.has(`${entry.ref} ${entry.oid}`);
    if (!isIt && (await parse(repository.git, entry.ref)) !== entry.oid) continue;
    if (entry.override !== null)
      await writeOverride(state, { ...entry.override, at: context.now() });
    if (entry.stamp) await stampHooks(repository);
    await drop();
  }
  await removeOnCommitFolder(state);
  return 0;
}

async function isNewConfig(
  { git }: Repository,
  current: string | null,
  next: string,
): Promise<boolean> {
  const before = current && (await parse(git, `${current}:${CONFIG_FILE}`));
  const after = await parse(git, `${next}:${CONFIG_FILE}`);
  return after !== null && after !== before;
}

function remember(
  repository: Repository,
  ref: string,
  oid: string,
  override: Parameters<typeof writeOverride>[1] | null,
  stamp: boolean,
): Promise<void> {
  return writeOnCommit(stateDir(repository.commonDir), { ref, oid, override, stamp });
}

/** How to get the files back, where the refused branch is the one that is checked out here. */
async function readRecovery(
  context: Context,
  { git, bare }: Repository,
  { ref, next }: Update,
): Promise<string | null> {
  if (bare) return null;
  const operation = await readOperation(git);
  // A rebase is on no branch until its end.
  if (operation === 'none' && (await readCurrentBranch(git)) !== ref) return null;
  return recoveryCommand(operation, await readNearestGit(context.parentPid), next);
}
