import type { GateConfig } from '../config/gate-config.ts';
import { compareBranches } from '../core/compare-branches.ts';
import { findCollisions } from '../core/find-collisions.ts';
import type { Passed, Status, Stranger } from '../core/status.ts';
import { type Bringing, bringingsOf, type Tip } from '../core/tip.ts';
import type { WorktreeState } from '../core/worktree-state.ts';
import { GateError } from '../errors.ts';
import { openGit } from '../git/git.ts';
import { readOrigins } from '../git/read-origins.ts';
import type { Repository } from '../git/repository.ts';
import { askForOverview } from './ask-for-overview.ts';
import type { Context } from './context.ts';
import { readOwnConfig } from './gate-settings.ts';
import { readOpenDebts } from './open-debts.ts';
import { readChanges } from './read-changes.ts';
import { type Overview, readOverview } from './read-overview.ts';

type Options = { readonly remote?: boolean; readonly offline?: boolean };

/** Reads all that `status` shows. */
export async function readStatus(
  context: Context,
  repository: Repository,
  { remote = false, offline = false }: Options,
): Promise<Status> {
  // A hook's GIT_DIR is another worktree's.
  const git = openGit(repository.root, true);
  const config = await attemptConfig(repository);
  const overview = await readOverview(git, config instanceof GateError ? null : config);
  const all = bringingsOf(overview.tips);
  const shown = shownOf(all, remote);
  const brought = shown.flatMap(({ brings }) => brings);
  const { contents, objects } = await readChanges(git, brought);
  const asked = offline
    ? { targets: [], problem: null }
    : await askForOverview(context, repository, config, brought);
  const { branches, targets, strangers } = compareBranches(
    shown,
    overview.tips,
    asked.targets,
    contents,
  );
  return {
    worktrees: worktreesOf(overview, branches),
    branches,
    targets,
    problem: asked.problem,
    collisions: findCollisions(
      shown,
      overview.tips.filter(({ guarded }) => guarded),
      objects,
    ),
    strangers: await withOrigins(git, strangers, overview.folders),
    passed: await readPassed(repository),
  };
}

/** A remote's branch is shown where it brings what no local branch has a file of. */
function shownOf<T extends Tip & Pick<Bringing, 'brings'>>(
  all: readonly T[],
  remote: boolean,
): T[] {
  const local = all.filter((tip) => !tip.remote);
  if (!remote) return local;
  const here = new Set(local.flatMap(({ brings }) => brings.map(({ name }) => name)));
  const more = all.flatMap((tip) => {
    const brings = tip.brings.filter(({ name }) => !here.has(name));
    return tip.remote && !tip.guarded && brings.length > 0 ? [{ ...tip, brings }] : [];
  });
  return [...local, ...more];
}

/** One that cannot be read keeps targets from being asked, and nothing else from being shown. */
async function attemptConfig(repository: Repository): Promise<GateConfig | GateError> {
  try {
    return await readOwnConfig(repository);
  } catch (error) {
    if (error instanceof GateError && error.code === 'BAD_CONFIG') return error;
    throw error;
  }
}

function worktreesOf({ worktrees }: Overview, branches: Status['branches']): WorktreeState[] {
  return worktrees.map(({ path, ref, head, main, bare, locked, gone }) => ({
    path,
    branch: ref?.replace('refs/heads/', '') ?? null,
    ...{ head, main, bare, gone },
    migrations:
      branches.find((branch) => branch.worktrees.includes(path))?.brings.map(({ name }) => name) ??
      [],
    lock: locked,
  }));
}

async function withOrigins(
  git: ReturnType<typeof openGit>,
  strangers: readonly Omit<Stranger, 'origin'>[],
  folders: readonly string[],
): Promise<Stranger[]> {
  const blobs = strangers.map(({ blob }) => blob);
  const origins = await readOrigins(git, blobs, folders);
  return strangers.map((stranger) => ({ ...stranger, origin: origins.get(stranger.blob) ?? null }));
}

async function readPassed(repository: Repository): Promise<Passed> {
  const { overrides, bypasses } = await readOpenDebts(repository);
  const names = [...overrides, ...bypasses].flatMap(({ pairs }) => pairs.map((pair) => pair.name));
  return { migrations: [...new Set(names)], since: overrides[0]?.at ?? bypasses[0]?.at ?? null };
}
