import type { GateConfig } from '../config/gate-config.ts';
import { unionOfFolders } from '../core/candidate.ts';
import type { Verdict } from '../core/decide.ts';
import type { Pair } from '../core/migration.ts';
import type { Folder } from '../core/migrations-folder.ts';
import type { Override } from '../core/override.ts';
import { withoutPairs } from '../core/pairs.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { isAncestor } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { readOverrides } from '../state/overrides.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { readConfigAt, targetsOfBranch } from './gate-settings.ts';
import { readGivenOverride, readGivenReason } from './given-override.ts';
import { invocation } from './invocation.ts';
import { judge } from './judge.ts';
import { readFolder } from './read-candidate.ts';

/** A protected branch that is about to get a new tree. */
export type Update = {
  /** Full name: `refs/heads/main`. */
  readonly ref: string;
  /** The commit it has now; null where it has none, or one that is unknown here (a push). */
  readonly current: string | null;
  /** What it would get: a commit, or the tree of a commit that is not made yet. */
  readonly next: string;
  /** The commit whose content counts as there already: the branch's own upstream (DESIGN 5). */
  readonly published: string | null;
  /** How the commands of a refusal name it. */
  readonly what: string;
};

export type Judged =
  | { readonly kind: 'passes' }
  | { readonly kind: 'judged'; readonly verdict: Verdict; readonly given: Override | null };

const PASSES: Judged = { kind: 'passes' };

/** Judges an update by the protected branch's current config; asks no database in vain. */
export async function judgeUpdate(
  context: Context,
  repository: Repository,
  update: Update,
): Promise<Judged> {
  const { git } = repository;
  const tree = await parse(git, `${update.next}^{tree}`);
  if (tree === null) throw new GateError('MISSING_OBJECT', { object: update.next });
  const branch = update.ref.replace('refs/heads/', '');
  if (await isPublished(repository, update)) return PASSES;
  const configs = await readConfigs(repository, update, tree, branch);
  if (configs === null) return PASSES;
  const targets = await targetsOfBranch(git, configs.policy, branch);
  if (targets === null) return PASSES;
  const folders = await readFolders(repository, update, tree, configs);
  const others = [folders.before, ...folders.published];
  const brought = withoutPairs([...folders.union.migrations, ...folders.union.strays], ...others);
  const moved = folders.union.findings.some((finding) => finding.code === 'INVALID_FOLDER');
  if (brought.length === 0 && !moved) return PASSES;
  const { reason, ignored } = await readGivenReason(context, git);
  const given = reason === null ? null : await readGivenOverride(context, git, reason, brought);
  const verdict = await judge(context, repository, {
    candidate: {
      commit: await parse(git, `${update.next}^{commit}`),
      tree,
      ref: update.ref,
      ...folders.union,
    },
    config: configs.policy,
    targets,
    before: folders.before,
    brought,
    overrides: await readOverrides(stateDir(repository.commonDir)),
    given,
    ignoredOverride: ignored,
    advice: { invoke: invocation(repository.root, repository.mainRoot), what: update.what },
    searchOrphans: false,
  });
  return { kind: 'judged', verdict, given };
}

/** A pull that only catches up with the branch's own upstream: never blocked (law 2). */
async function isPublished({ git }: Repository, { published, next }: Update): Promise<boolean> {
  return published !== null && (await isAncestor(git, next, published));
}

type Configs = { readonly policy: GateConfig; readonly incoming: GateConfig };

/**
 * The policy is the current commit's config; where there is no current commit (a push), the
 * incoming one's own. null: the current commit has no config, so nothing is gated yet. A current
 * config that cannot be read gives way to an incoming one that can, or nobody could mend it.
 */
async function readConfigs(
  { git }: Repository,
  update: Update,
  tree: string,
  branch: string,
): Promise<Configs | null> {
  const current = update.current === null ? null : await attemptConfig(git, update.current, branch);
  const next = await attemptConfig(git, tree, `the incoming ${branch}`);
  if (current instanceof GateError) {
    if (next instanceof GateError || next === null) throw current;
    return { policy: next, incoming: next };
  }
  if (next instanceof GateError) throw next;
  if (update.current === null) return next && { policy: next, incoming: next };
  return current && { policy: current, incoming: next ?? current };
}

/** A config, null where there is none, or why it cannot be read. */
async function attemptConfig(
  git: Git,
  tree: string,
  where: string,
): Promise<GateConfig | GateError | null> {
  try {
    return await readConfigAt(git, tree, where);
  } catch (error) {
    if (error instanceof GateError && error.code === 'BAD_CONFIG') return error;
    throw error;
  }
}

type Folders = {
  readonly union: Folder;
  readonly before: readonly Pair[];
  readonly published: readonly (readonly Pair[])[];
};

async function readFolders(
  { git }: Repository,
  update: Update,
  tree: string,
  { policy, incoming }: Configs,
): Promise<Folders> {
  const everything = async (commit: string): Promise<Pair[]> => {
    const folder = await readFolder(git, commit, policy);
    return [...folder.migrations, ...folder.strays];
  };
  const before = update.current === null ? [] : await everything(update.current);
  const moves = policy.migrations !== incoming.migrations;
  const former = moves ? await readFolder(git, tree, policy) : null;
  const union = unionOfFolders(await readFolder(git, tree, incoming), former, before);
  if (update.published === null) return { union, before, published: [] };
  const there: (readonly Pair[])[] = [await everything(update.published)];
  if (moves) there.push((await readFolder(git, update.published, incoming)).migrations);
  return { union, before, published: there };
}
