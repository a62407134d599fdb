import type { GateConfig } from '../config/gate-config.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { isAncestor, type Upstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { readConfigAt, targetsOfBranch } from './gate-settings.ts';
import type { What } from './read-candidate.ts';

/** A protected branch that is about to get a new tree. */
export type Update = {
  /** Full name: `refs/heads/main`. */
  readonly ref: string;
  /** The commit it has now; null where it has none, or one that is unknown here (a push). */
  readonly current: string | null;
  /**
   * The commit whose config is the policy where there is no current one; null or absent: that of
   * the incoming commit itself.
   */
  readonly policyOf?: string | null;
  /** What it would get: a commit, or the tree of a commit that is not made yet. */
  readonly next: string;
  /** The commit whose content counts as there already: the branch's own upstream (contract 5). */
  readonly published: Upstream | null;
  /** How the commands of a refusal name it. */
  readonly what: What;
};

/** The commit whose files are the policy; of a branch that is new here, its own. */
export const policyCommit = ({ current, policyOf, next }: Update): string =>
  current ?? policyOf ?? next;

/** What the update is judged by. */
export type Gate = {
  readonly tree: string;
  readonly configs: Configs;
  readonly targets: readonly string[];
  readonly published: string | null;
};

/** null: the branch is not gated, or the update only catches up with its own upstream (contract 1, law 2). */
export async function readGate({ git }: Repository, update: Update): Promise<Gate | null> {
  const tree = await parse(git, `${update.next}^{tree}`);
  if (tree === null) throw new GateError('MISSING_OBJECT', { object: update.next });
  const branch = update.ref.replace('refs/heads/', '');
  const policyOf = update.current ?? update.policyOf ?? null;
  const current = policyOf === null ? null : await attemptConfig(git, policyOf, branch);
  let published: string | null = null;
  if (current !== null && !(current instanceof GateError)) {
    if ((await targetsOfBranch(git, current, branch)) === null) return null;
    published = await trustedUpstream(git, update, current, branch);
    // Before the incoming config is read: what is published may be as it is.
    if (published !== null && (await isAncestor(git, update.next, published))) return null;
  }
  const next = await attemptConfig(git, tree, `the incoming ${branch}`);
  const configs = decideConfigs(policyOf === null, current, next);
  const targets = configs && (await targetsOfBranch(git, configs.policy, branch));
  return configs && targets && { tree, configs, targets, published };
}

/**
 * The upstream's commit, where what it has went through a gate as strict as this branch's: the
 * upstream of main may be set to any branch, and a feature branch is pushed ungated.
 */
export async function trustedUpstream(
  git: Git,
  { published }: Pick<Update, 'published'>,
  policy: GateConfig,
  branch: string,
): Promise<string | null> {
  if (published === null) return null;
  const targets = (await targetsOfBranch(git, policy, branch)) ?? [];
  const gated = await targetsOfBranch(git, policy, published.branch);
  return gated !== null && targets.every((name) => gated.includes(name)) ? published.commit : null;
}

/** Whose word counts, and what the update brings. */
export type Configs = { readonly policy: GateConfig; readonly incoming: GateConfig };

/**
 * The policy is the current commit's config; where there is no current commit (a push), the
 * incoming one's own. null: the current commit has no config, so nothing is gated yet. A current
 * config that cannot be read gives way to an incoming one that can, or nobody could mend it.
 */
function decideConfigs(
  isNew: boolean,
  current: GateConfig | GateError | null,
  next: GateConfig | GateError | null,
): Configs | null {
  if (current instanceof GateError) {
    if (next instanceof GateError || next === null) throw current;
    return { policy: next, incoming: next };
  }
  if (next instanceof GateError) throw next;
  if (isNew) return next && { policy: next, incoming: next };
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
