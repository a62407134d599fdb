import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Gated, gatedRepository, MIGRATION } from '../gate/gated-repository.ts';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { checkedOut, mergeCommit, pullRequest } from './checkout.ts';
import { ACTION, runAction } from './run-action.ts';

let gated: Gated;
let main: string;
let merged: string;

beforeAll(async () => {
  gated = await gatedRepository();
  main = await gated.repository.gitOk('rev-parse', 'main');
  merged = await mergeCommit(gated.repository, 'main', 'feature');
});

afterAll(() => gated[Symbol.asyncDispose]());

describe('the action', () => {
  it('blocks what is not deployed, and passes it once it is', async () => {
    const event = pullRequest(main);
    const job = await checkedOut(gated, merged, { event, secrets: true });

    const before = await runAction(job);
    expect(before.result).toMatchObject({ code: 1, stderr: '' });
    expect(before.result.stdout).toContain(`::error file=${MIGRATION},`);
    expect(before.outputs).toMatchObject({ status: 'blocked', 'exit-code': '1' });
    expect(readFileSync(before.outputs['report'] ?? '', 'utf8')).toBe(before.summary);
    expect(before.summary).toMatch(/^<!-- migration-gate -->\n\n### ✗ BLOCKED/);

    const junit = await runAction(job, { format: 'junit', target: 'production' });
    expect(junit.result.stderr).toContain('VERIFICATION SUMMARY');
    expect(readFileSync(junit.outputs['report'] ?? '', 'utf8')).toContain(' failures="1" ');

    const deployed = await gated.repository.gate('deploy', 'feature', '--yes');
    expect(deployed.code, deployed.stderr).toBe(0);
    const after = await runAction(job);
    expect(after.result).toMatchObject({ code: 0, stderr: '' });
    expect(after.outputs).toMatchObject({ status: 'passed', 'exit-code': '0' });
  });

  it('installs itself where node_modules has it not', async ({ skip }) => {
    // It asks the registry for the dependencies.
    skip(!LONG, TAKES_LONG);
    const temp = (await checkedOut(gated, merged, { event: pullRequest(main) })).env['RUNNER_TEMP'];
    const pack = ['pack', '--loglevel=error', '--pack-destination', temp ?? ''];
    const tarball = execFileSync('npm', pack, { cwd: PACKAGE_ROOT, encoding: 'utf8' }).trim();
    const bare = await checkedOut(gated, merged, { event: pullRequest(main) });
    // npm's own settings: the registry, whom to trust for it, what it has got from there already.
    const { HOME = '', NODE_EXTRA_CA_CERTS = '' } = process.env;
    const job = bare.with({ HOME, NODE_EXTRA_CA_CERTS });
    const { result, outputs } = await runAction(job, { version: `file:${temp}/${tarball}` });
    expect(result.code, result.stdout + result.stderr).toBe(2);
    expect(outputs['program']).toBe(
      join(job.env['RUNNER_TEMP'] ?? '', 'migration-gate/node_modules/.bin/migration-gate'),
    );
  });

  it('cannot verify without a secret, which is not green', async () => {
    const job = await checkedOut(gated, merged, { event: pullRequest(main, 'bob/shop') });
    const { result, outputs } = await runAction(job);
    expect(result.code).toBe(2);
    expect(outputs).toMatchObject({ status: 'cannot-verify', 'exit-code': '2' });
  });

  it('takes no input into its scripts but through the environment', () => {
    expect(ACTION.runs.using).toBe('composite');
    expect(ACTION.runs.steps.filter(({ run }) => run.includes('${{'))).toEqual([]);
  });

  it('keeps one comment up to date, and makes none where there is nothing to say', async () => {
    const job = await withStandIn(await checkedOut(gated, merged, { event: pullRequest(main) }));
    const report = join(job.env['RUNNER_TEMP'] ?? '', 'body');
    const say = async (body: string): Promise<string> => {
      writeFileSync(report, body);
      const { result } = await runAction(job, {}, ['comment'], {
        'github.token': 'x',
        'github.repository': 'ann/shop',
        'github.event.pull_request.number': '1',
        'steps.verify.outputs.report': report,
      });
      expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
      return readFileSync(job.env['GH_LOG'] ?? '', 'utf8');
    };
    expect(await say('<!-- migration-gate -->\n\n### – Nothing to check\n')).toBe('');
    expect(await say('<!-- migration-gate -->\n\n### ✗ BLOCKED\n')).toBe('POST comments BLOCKED\n');
    expect(await say('<!-- migration-gate -->\n\n### ✓ READY\n')).toMatch(/PATCH 42 READY\n$/);
  });
});

/**
 * A `gh` that keeps one comment: a GitHub cannot be had here. It understands what the action asks,
 * and nothing else.
 */
async function withStandIn(job: Repository): Promise<Repository> {
  const folder = join(job.env['RUNNER_TEMP'] ?? '', 'bin');
  mkdirSync(folder);
  const log = join(folder, 'log');
  writeFileSync(log, '');
  writeFileSync(
    join(folder, 'gh'),
    `#!/bin/sh
[ "$1" = api ] && [ -n "$GH_TOKEN" ] || exit 3
case "$*" in
  'api --paginate repos/ann/shop/issues/1/comments --jq '*) [ ! -s "$GH_LOG" ] || echo 42 ;;
  'api --method POST repos/ann/shop/issues/1/comments --field body=@'*) what='POST comments' ;;
  'api --method PATCH repos/ann/shop/issues/comments/42 --field body=@'*) what='PATCH 42' ;;
  *) exit 3 ;;
esac
[ -z "$what" ] || echo "$what $(sed -n 's/^### . //p' "\${6#body=@}")" >>"$GH_LOG"
`,
  );
  chmodSync(join(folder, 'gh'), 0o755);
  return job.with({ PATH: `${folder}${delimiter}${job.env['PATH']}`, GH_LOG: log });
}

describe('the templates', () => {
  const read = (file: string): Record<string, unknown> =>
    parse(readFileSync(join(PACKAGE_ROOT, 'templates', file), 'utf8'));

  it('for GitHub checks pull requests, merge groups and, every night, main', () => {
    const { on, jobs } = read('github-workflow.yml') as {
      on: Record<string, unknown>;
      jobs: Record<string, { steps: { uses?: string; with?: Record<string, unknown> }[] }>;
    };
    expect(Object.keys(on)).toEqual([
      'pull_request',
      'merge_group',
      'schedule',
      'workflow_dispatch',
    ]);
    const { steps = [] } = jobs['migration-gate'] ?? {};
    expect(steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with).toMatchObject({
      'fetch-depth': 0,
    });
    const given = steps.find(({ uses }) => uses === './node_modules/migration-gate')?.with;
    expect(given).toEqual({ comment: 'true' });
    expect(Object.keys(ACTION.inputs)).toContain('comment');
  });

  it('for GitLab runs as it stands', async () => {
    const template = read('gitlab-ci.yml')['migration-gate'] as {
      variables: Record<string, string | number>;
      before_script: string[];
      script: string[];
    };
    const job = (await checkedOut(gated, merged, { event: {} })).with({
      GITHUB_ACTIONS: '',
      GITLAB_CI: 'true',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      PRODUCTION_DATABASE_URL: gated.production.url,
      DATABASE_CA_CERT: gated.production.server.caFile ?? '',
      ...Object.fromEntries(
        Object.entries(template.variables).map(([name, value]) => [name, String(value)]),
      ),
    });
    const [, ...before] = template.before_script;
    expect(template.before_script[0]).toBe('npm ci --ignore-scripts');
    expect(before).toHaveLength(1);
    await job.gitOk('update-ref', '-d', 'refs/remotes/origin/main');
    for (const line of before) {
      expect(await job.run('bash', ['-e', '-c', line])).toMatchObject({ code: 0, stderr: '' });
    }
    const line = template.script[0] ?? '';
    await gated.production.query('DELETE FROM migration_gate.ledger');
    const { code } = await job.run('bash', ['-e', '-c', line]);
    expect(code).toBe(1);
    expect(job.read('migration-gate.xml')).toContain(' failures="1" ');
  });
});
