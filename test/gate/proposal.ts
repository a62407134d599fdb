import type { Repository } from '../support/repository.ts';

/**
 * Commits a change on a new branch from `main` and goes back to `main`; the branch's name. The
 * change is made in the work tree; all of it is added.
 */
export async function propose(
  repository: Repository,
  branch: string,
  change: () => unknown,
): Promise<string> {
  await repository.gitOk('switch', '--quiet', '--create', branch, 'main');
  await change();
  await repository.commit(branch);
  await repository.gitOk('switch', '--quiet', 'main');
  return branch;
}
