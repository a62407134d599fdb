import { describe, expect, it } from 'vitest';
import { depthToSet, parseCi } from '../../src/core/ci.ts';

const OID = 'a'.repeat(40);
const GITHUB = { GITHUB_ACTIONS: 'true', CI: 'true' };

/** What GitHub writes to GITHUB_EVENT_PATH, as far as it is read. */
const pullRequest = (from: string | null): unknown => ({
  pull_request: {
    base: { ref: 'main', sha: OID, repo: { full_name: 'ann/shop' } },
    head: { repo: from === null ? null : { full_name: from } },
  },
});

describe('what an update is compared with', () => {
  it('is the branch as it was fetched, then the base of the pull request', () => {
    const env = { ...GITHUB, GITHUB_BASE_REF: 'main', GITHUB_HEAD_REF: 'feature/x' };
    expect(parseCi(env, pullRequest('ann/shop'))).toEqual({
      system: 'github',
      bases: ['refs/remotes/origin/main', OID],
      branch: 'main',
      head: 'feature/x',
      fork: false,
    });
  });

  it('is what a merge group goes on', () => {
    const event = { merge_group: { base_sha: OID, base_ref: 'refs/heads/main' } };
    expect(parseCi(GITHUB, event)).toMatchObject({ bases: [OID], branch: 'main' });
  });

  it('is nothing for a schedule or a push, so that all of HEAD is judged', () => {
    expect(parseCi({ ...GITHUB, GITHUB_BASE_REF: '' }, { schedule: '23 3 * * *' })).toMatchObject({
      bases: [],
      branch: null,
    });
    expect(parseCi({ CI: 'true' }, null)).toMatchObject({ system: 'other', bases: [] });
    expect(parseCi({}, null)).toBeNull();
  });

  it('is never a text of the event that is no oid', () => {
    const event = { merge_group: { base_sha: '--output=/etc/passwd' } };
    expect(parseCi(GITHUB, event)).toMatchObject({ bases: [] });
  });

  it('is in GitLab the target branch, its commit, or the commit both came from', () => {
    const env = {
      GITLAB_CI: 'true',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: OID,
      CI_MERGE_REQUEST_PROJECT_ID: '7',
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '8',
    };
    expect(parseCi(env, null)).toEqual({
      system: 'gitlab',
      bases: ['refs/remotes/origin/main', OID],
      branch: 'main',
      head: null,
      fork: true,
    });
  });
});

it('a pull request of another repository, or of one that is gone, is from a fork', () => {
  const env = { ...GITHUB, GITHUB_BASE_REF: 'main' };
  expect(parseCi(env, pullRequest('bob/shop'))?.fork).toBe(true);
  expect(parseCi(env, pullRequest(null))?.fork).toBe(true);
});

it('a shallow clone of one branch by hand is told how to get the base, too', () => {
  expect(depthToSet(null, 'origin/feature/x').split('\n')).toEqual([
    'git fetch --unshallow',
    'git fetch origin +refs/heads/feature/x:refs/remotes/origin/feature/x',
  ]);
  expect(depthToSet(null, OID)).toBe('git fetch --unshallow');
});
