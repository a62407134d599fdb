import { withoutPairs } from '../core/pairs.ts';
import { isContained, readBranches, readOriginHead } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { readPassed } from '../state/passed.ts';
import { stateDir } from '../state/state-dir.ts';
import { readConfigAt, targetsOfBranch } from './gate-settings.ts';
import { readHeld } from './pairs-at.ts';

/** `free`: not judged. Else the commit whose config is the policy; null: the new one's own. */
type Creation = 'free' | { readonly policyOf: string | null };

/**
 * A branch may be created at a commit without being judged where a protected branch contains it, or
 * origin has it as its branch of that name (`git switch` makes it from there); and while there is
 * no protected branch at all, neither here nor at origin: first adoption. A commit without a config
 * is judged by that of a protected branch, or one could be made anew past the gate.
 */
export async function readCreation(
  repository: Repository,
  ref: string,
  commit: string,
): Promise<Creation> {
  const { git } = repository;
  const guarded = await readGuarded(repository);
  if (guarded.size === 0) {
    return (await isNothingNew(repository, ref, commit)) ? 'free' : { policyOf: null };
  }
  const there = ref.replace('refs/heads/', 'refs/remotes/origin/');
  if (await isContained(git, commit, [...guarded.keys(), there])) return 'free';
  const own = await readConfigAt(git, commit, ref).catch(() => null);
  const [other = null] = guarded.values();
  return { policyOf: own === null ? (guarded.get(there) ?? other) : null };
}

/** Whether the gate never let anything into a branch of that name, or all of this. */
async function isNothingNew(
  { git, commonDir }: Repository,
  ref: string,
  commit: string,
): Promise<boolean> {
  const passed = (await readPassed(stateDir(commonDir)))?.get(ref);
  if (passed === undefined) return true;
  const held = await readHeld(git, commit);
  return held !== null && withoutPairs(held.pairs, passed).length === 0;
}

/** Branches whose own config protects them: local ones, and origin's by their usual names. */
async function readGuarded({ git }: Repository): Promise<Map<string, string>> {
  const usual = [await readOriginHead(git), 'main', 'master'].map(
    (name) => `refs/remotes/origin/${name}`,
  );
  const guarded = new Map<string, string>();
  for (const [ref, oid] of await readBranches(git, 'heads', 'remotes/origin')) {
    if (ref.startsWith('refs/remotes/') && !usual.includes(ref)) continue;
    const config = await readConfigAt(git, oid, ref).catch(() => null);
    const branch = ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '');
    if (config && (await targetsOfBranch(git, config, branch))) guarded.set(ref, oid);
  }
  return guarded;
}
