import type { GateConfig } from '../config/gate-config.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { isContained, readBranches } from '../git/refs.ts';
import { parse } from '../git/resolve-revision.ts';
import { protectOf, readConfigAt, targetsIn } from './gate-settings.ts';

/** `free`: not judged. Else the commit whose config is the policy; null: the pushed one's own. */
export type NewBranchPolicy = 'free' | { readonly policyOf: string | null };

/**
 * A branch that a push creates on a server. Where the server's default branch protects its name,
 * that is the policy: else a branch could be deleted and made again without a config. Free is a
 * commit that a branch has which the same config guards as well; what else is on the server
 * (`refs/remotes/origin/main`, a branch that its own config protects) anybody may have pushed.
 */
export async function readNewBranchPolicy(
  git: Git,
  ref: string,
  commit: string,
): Promise<NewBranchPolicy> {
  const head = await parse(git, 'HEAD^{commit}');
  const config = head && (await readReadable(git, head));
  if (!config) return { policyOf: null };
  const protect = await protectOf(git, config);
  const targetsOf = (name: string): readonly string[] | null =>
    targetsIn(protect, config, name.replace('refs/heads/', ''));
  const targets = targetsOf(ref);
  if (targets === null) return { policyOf: null };
  const guarded = [...(await readBranches(git)).keys()].filter((name) => {
    const there = targetsOf(name);
    return there !== null && targets.every((target) => there.includes(target));
  });
  return (await isContained(git, commit, guarded)) ? 'free' : { policyOf: head };
}

/** Whether the policy of a branch allows an override on the server (contract 5). */
export async function allowsOverride(git: Git, policyOf: string | null): Promise<boolean> {
  const config = policyOf && (await readReadable(git, policyOf));
  return config !== null && config !== '' && config.server.allowOverride;
}

async function readReadable(git: Git, commit: string): Promise<GateConfig | null> {
  try {
    return await readConfigAt(git, commit, commit);
  } catch (error) {
    if (error instanceof GateError && error.code === 'BAD_CONFIG') return null;
    throw error;
  }
}
