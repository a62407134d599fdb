import { isContained, readBranches, readOriginHead } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { readConfigAt, targetsOfBranch } from './gate-settings.ts';

/**
 * Whether a branch may be created at a commit without being judged: where a protected branch
 * contains it, or origin has it as its branch of that name (`git switch` makes it from there); and
 * while there is no protected branch at all, neither here nor at origin: first adoption.
 */
export async function createsFreely(
  repository: Repository,
  ref: string,
  commit: string,
): Promise<boolean> {
  const { git } = repository;
  const guarded = await readGuarded(repository);
  if (guarded.length === 0) return true;
  return isContained(git, commit, [...guarded, ref.replace('refs/heads/', 'refs/remotes/origin/')]);
}

/** Branches whose own config protects them: local ones, and origin's by their usual names. */
async function readGuarded({ git }: Repository): Promise<string[]> {
  const usual = [await readOriginHead(git), 'main', 'master'].map(
    (name) => `refs/remotes/origin/${name}`,
  );
  const guarded: string[] = [];
  for (const [ref, oid] of await readBranches(git, 'heads', 'remotes/origin')) {
    if (ref.startsWith('refs/remotes/') && !usual.includes(ref)) continue;
    const config = await readConfigAt(git, oid, ref).catch(() => null);
    const branch = ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '');
    if (config && (await targetsOfBranch(git, config, branch))) guarded.push(ref);
  }
  return guarded;
}
