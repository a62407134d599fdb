import { shellQuote } from './shell-quote.ts';

/** What a CI system says of the update that it runs for. */
export type Ci = {
  readonly system: 'github' | 'gitlab' | 'other';
  /** Names of the commit to compare with, the best first; none: the whole of HEAD is judged. */
  readonly bases: readonly string[];
  /** The short name of the branch that would get the update; null: it is not known. */
  readonly branch: string | null;
  /** The short name of the branch that it is; null: there is none, or it is not known. */
  readonly head: string | null;
  /** From somebody else's repository: it gets no secrets. */
  readonly fork: boolean;
};

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What GitHub Actions and GitLab CI say in their variables, and GitHub in its event. A branch as it
 * was fetched comes before the commit that it had when the event was sent: what others have
 * published in the meantime is not brought by this update.
 *
 * @param event the JSON of GITHUB_EVENT_PATH; null where there is none
 * @returns null: this is not CI
 */
export function parseCi(env: Env, event: unknown): Ci | null {
  if (env['GITHUB_ACTIONS'] === 'true') return parseGitHub(env, event);
  if (env['GITLAB_CI'] === 'true') return parseGitLab(env);
  return env['CI'] ? { system: 'other', ...NOTHING } : null;
}

const NOTHING = { bases: [], branch: null, head: null, fork: false };

function parseGitHub(env: Env, event: unknown): Ci {
  const group = at(event, 'merge_group', 'base_sha');
  if (group !== null) {
    const branch = at(event, 'merge_group', 'base_ref')?.replace('refs/heads/', '') ?? null;
    return { ...NOTHING, system: 'github', bases: oids(group), branch };
  }
  const branch = env['GITHUB_BASE_REF'] || at(event, 'pull_request', 'base', 'ref');
  // A push, a schedule, a run by hand: there is no branch that would get something.
  if (!branch) return { system: 'github', ...NOTHING };
  const from = at(event, 'pull_request', 'head', 'repo', 'full_name');
  const to = at(event, 'pull_request', 'base', 'repo', 'full_name');
  const bases = [fetched(branch), ...oids(at(event, 'pull_request', 'base', 'sha'))];
  const head = env['GITHUB_HEAD_REF'] || null;
  return { system: 'github', bases, branch, head, fork: to !== null && from !== to };
}

function parseGitLab(env: Env): Ci {
  const branch = env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME'];
  if (!branch) return { system: 'gitlab', ...NOTHING };
  const target = env['CI_MERGE_REQUEST_TARGET_BRANCH_SHA'] ?? null;
  const common = env['CI_MERGE_REQUEST_DIFF_BASE_SHA'] ?? null;
  const from = env['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'];
  return {
    system: 'gitlab',
    bases: [fetched(branch), ...oids(target), ...oids(common)],
    branch,
    head: env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'] || null,
    fork: from !== undefined && from !== env['CI_MERGE_REQUEST_PROJECT_ID'],
  };
}

const fetched = (branch: string): string => `refs/remotes/origin/${branch}`;

const oids = (text: string | null): string[] =>
  text !== null && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text) ? [text] : [];

/** A text at a place of a JSON value; null where there is none. */
function at(value: unknown, ...path: readonly string[]): string | null {
  let inner = value;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null) return null;
    inner = (inner as Record<string, unknown>)[key];
  }
  return typeof inner === 'string' && inner !== '' ? inner : null;
}

/** How a clone with all its history, and that base, is got there: what a shallow one is told. */
export function depthToSet(ci: Ci | null, base: string): string {
  if (ci?.system === 'github') {
    return 'In the workflow:\n- uses: actions/checkout@v4\n  with:\n    fetch-depth: 0';
  }
  if (ci?.system === 'gitlab') return 'In .gitlab-ci.yml:\nvariables:\n  GIT_DEPTH: 0';
  // `git clone --depth` takes one branch alone, and goes on to fetch no other.
  const branch = /^(?:refs\/remotes\/)?origin\/(.+)$/.exec(base)?.[1];
  const other = shellQuote(`+refs/heads/${branch}:refs/remotes/origin/${branch}`);
  const fetch = branch === undefined ? '' : `\ngit fetch origin ${other}`;
  return `git fetch --unshallow${fetch}`;
}
