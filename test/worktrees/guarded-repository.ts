import { freshRepository, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { installGate, LOOPBACK_CONFIG } from '../support/repository-files.ts';
import type { Result } from '../support/run.ts';

/** The file of a migration, as `commit` takes it. */
export function migration(name: string): Record<string, string> {
  return { [`migrations/${name}.sql`]: `CREATE TABLE t${name} ();\n` };
}

/**
 * A repository whose main has 001_a and a gate, and whose branch `feature` has 002_b more. There is
 * no database: locks are decided from git alone. HEAD is main.
 */
export async function guardedRepository(): Promise<Repository> {
  const repository = await freshRepository({ config: LOOPBACK_CONFIG });
  await repository.commit('A', migration('001_a'));
  await installGate(repository, PACKAGE_ROOT);
  await repository.gitOk('switch', '--quiet', '--create', 'feature');
  await repository.commit('B', migration('002_b'));
  await repository.gitOk('switch', '--quiet', 'main');
  return repository;
}

/** The reasons of the locks, by the last part of the path; '' for a lock without one. */
export async function locksOf(repository: Repository): Promise<Record<string, string>> {
  const list = await repository.gitOk('worktree', 'list', '--porcelain', '-z');
  const locked = list.split('\0\0').flatMap((record) => {
    const lines = record.split('\0');
    const path = lines.find((line) => line.startsWith('worktree ')) ?? '';
    const lock = lines.find((line) => /^locked(\s|$)/.test(line));
    return lock === undefined ? [] : [[path.replace(/^.*\//s, ''), lock.slice(7)]];
  });
  return Object.fromEntries(locked);
}

/** The reason of a lock of ours on the worktree beside the repository. */
export function ourReason(repository: Repository, count: number, path: string): string {
  const what = count === 1 ? '1 migration is' : `${count} migrations are`;
  return (
    `migration-gate: ${what} in no protected branch; close with: ` +
    `npx --no --prefix '${repository.path}' migration-gate worktree close ${path}`
  );
}

/** Merges into what is checked out there, past the gate. */
export function mergeAnyway(repository: Repository, branch: string): Promise<Result> {
  return repository.git('-c', 'migration-gate.override=why', 'merge', '--quiet', branch);
}
