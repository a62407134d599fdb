import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Gated } from '../gate/gated-repository.ts';
import { PACKAGE_ROOT, type Repository, repositoryAt } from '../support/repository.ts';
import { linkPackage } from '../support/repository-files.ts';

/** What the test puts on the job. */
export type Job = {
  /** GITHUB_EVENT_NAME and GITHUB_EVENT_PATH, GITHUB_BASE_REF where it is a pull request. */
  readonly event: Record<string, unknown>;
  readonly secrets?: boolean;
  /** fetch-depth of actions/checkout; 0 is all. */
  readonly depth?: number;
};

let made = 0;

/**
 * A clone as actions/checkout makes one: of the branch that is named, or of the commit that merges a
 * pull request; with the package in node_modules, and in the environment of a job.
 */
export async function checkedOut(gated: Gated, commit: string, job: Job): Promise<Repository> {
  const { repository, production } = gated;
  made += 1;
  const root = dirname(repository.path);
  const path = join(root, `job-${made}`);
  const url = `file://${repository.path}`;
  linkPackage(path, PACKAGE_ROOT);
  const temp = join(path, 'node_modules', '.temp');
  mkdirSync(temp);
  const event = join(temp, 'event.json');
  writeFileSync(event, JSON.stringify(job.event));
  const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(temp, name)]);
  for (const [, file = ''] of files) writeFileSync(file, '');
  const base = (job.event['pull_request'] as { base?: { ref?: string } } | undefined)?.base?.ref;
  const clone = repositoryAt(path, root, {
    ...repository.env,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: PACKAGE_ROOT,
    GITHUB_BASE_REF: base ?? '',
    GITHUB_HEAD_REF: base === undefined ? '' : 'feature',
    GITHUB_EVENT_PATH: event,
    RUNNER_TEMP: temp,
    ...Object.fromEntries(files),
    // Of a secret that was not given GitHub makes an empty text.
    PRODUCTION_DATABASE_URL: job.secrets ? production.url : '',
    ...(job.secrets && production.server.caFile
      ? { DATABASE_CA_CERT: production.server.caFile }
      : {}),
  });
  await clone.gitOk('init', '--quiet', '--initial-branch', 'none');
  await clone.gitOk('remote', 'add', 'origin', url);
  const { depth = 0 } = job;
  const what =
    depth === 0
      ? ['+refs/heads/*:refs/remotes/origin/*', `+${commit}:refs/remotes/pull/1/merge`]
      : [`--depth=${depth}`, `+${commit}:refs/remotes/pull/1/merge`];
  const [first = '', ...rest] = what;
  await clone.gitOk(
    'fetch',
    '--quiet',
    '--no-tags',
    ...(depth > 0 ? [first, 'origin', ...rest] : ['origin', first, ...rest]),
  );
  await clone.gitOk('checkout', '--quiet', '--detach', 'refs/remotes/pull/1/merge');
  return clone;
}

/** The commit that GitHub makes of a branch and the one that would get it. */
export async function mergeCommit(
  repository: Repository,
  into: string,
  branch: string,
): Promise<string> {
  const tree = await repository.gitOk('merge-tree', '--write-tree', into, branch);
  const parents = ['-p', into, '-p', branch];
  const commit = await repository.gitOk('commit-tree', tree, ...parents, '-m', 'Merge');
  await repository.gitOk('update-ref', 'refs/pull/1/merge', commit);
  return commit;
}

/** The event of a pull request into main. */
export function pullRequest(sha: string, from = 'ann/shop'): Record<string, unknown> {
  return {
    pull_request: {
      number: 1,
      base: { ref: 'main', sha, repo: { full_name: 'ann/shop' } },
      head: { repo: { full_name: from } },
    },
  };
}
