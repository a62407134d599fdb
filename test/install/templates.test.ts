import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePushLines } from '../../src/core/push-lines.ts';
import { freshRepository, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { linkPackage } from '../support/repository-files.ts';
import type { Result } from '../support/run.ts';
import { find, typed } from './program.ts';

/** Where nothing says which databases to ask, a migration is refused with this. */
const REFUSED = 'Production configuration not found';
const CONFIG = '{ "migrations": "migrations" }\n';
const MIGRATION = { 'migrations/001_a.sql': 'CREATE TABLE a ();\n' };

describe('the template of lefthook', () => {
  it('judges commits, merges and pushes, in a linked worktree too', async ({ skip }) => {
    const lefthook = find('lefthook', skip, 'npm install --prefix <folder> lefthook');
    await using repository = await freshRepository();
    linkPackage(repository.path, PACKAGE_ROOT);
    const template = readFileSync(join(PACKAGE_ROOT, 'templates/lefthook.yml'), 'utf8');
    await repository.commit('Config', { 'migration-gate.json': CONFIG, 'lefthook.yml': template });
    await typed(repository, lefthook, 'install');
    await expectJudged(repository);
  });
});

describe('the hook for pre-commit', () => {
  it('judges commits, merges and pushes, by its variables', async ({ skip }) => {
    const preCommit = find('pre-commit', skip, 'apt-get install pre-commit');
    await using repository = await freshRepository();
    linkPackage(repository.path, PACKAGE_ROOT);
    const { folder, rev } = await hooksRepository(repository);
    const config = { repos: [{ repo: folder, rev, hooks: [{ id: 'migration-gate' }] }] };
    await repository.commit('Config', {
      'migration-gate.json': CONFIG,
      '.pre-commit-config.yaml': JSON.stringify(config),
    });
    const types = ['pre-commit', 'pre-merge-commit', 'pre-push'];
    await typed(repository, preCommit, 'install', ...types.flatMap((type) => ['-t', type]));
    await expectJudged(repository);
    await typed(repository, preCommit, 'run', '--all-files', '--hook-stage', 'push');
  });
});

describe('what a manager says of a push', () => {
  it('is judged by the variables of pre-commit, also where it names no commit', async () => {
    await using repository = await freshRepository();
    await repository.commit('Config', { 'migration-gate.json': CONFIG });
    await repository.gitOk('switch', '--quiet', '--create', 'feature');
    const feature = await repository.commit('A', MIGRATION);
    const push = (given: Record<string, string>): Promise<Result> =>
      repository
        .with({ PRE_COMMIT: '1', PRE_COMMIT_REMOTE_NAME: 'origin', ...given })
        .gate('hook', 'pre-push');
    const main = { PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/main' };

    expectRefused(
      await push({ ...main, PRE_COMMIT_TO_REF: feature, PRE_COMMIT_FROM_REF: feature }),
    );
    expectRefused(await push({ ...main, PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/feature' }));
    expect(await push({ ...main, PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/gone' })).toMatchObject({
      code: 2,
    });
    const other = { PRE_COMMIT_REMOTE_BRANCH: 'refs/heads/feature', PRE_COMMIT_TO_REF: feature };
    expect(await push(other)).toMatchObject({ code: 0, stderr: '' });
    await repository.gitOk('update-ref', 'refs/remotes/origin/main', feature);
    expect(await push({ ...main, PRE_COMMIT_TO_REF: feature })).toMatchObject({ code: 0 });
    expect(await push({})).toMatchObject({ code: 0, stderr: expect.stringContaining('judged') });
  });

  it('is read from the lines that git writes', () => {
    const a = 'a'.repeat(40);
    const none = '0'.repeat(40);
    const lines = `HEAD^{/a word} ${a} refs/heads/x ${none}\n(delete) ${none} refs/heads/y ${a}\n`;
    expect(parsePushLines(lines)).toEqual([{ next: a, ref: 'refs/heads/x', remote: none }]);
    expect(parsePushLines('')).toEqual([]);
  });
});

/** As pre-commit clones it: what lies in this repository's root, at a commit. */
async function hooksRepository(near: Repository): Promise<{ folder: string; rev: string }> {
  const folder = join(dirname(near.path), 'hooks');
  for (const file of ['.pre-commit-hooks.yaml', 'templates/pre-commit-hook.sh']) {
    cpSync(join(PACKAGE_ROOT, file), join(folder, file));
  }
  const git = (...args: string[]): Promise<string> => near.gitOk('-C', folder, ...args);
  await near.gitOk('init', '--quiet', folder);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Hooks');
  return { folder, rev: await git('rev-parse', 'HEAD') };
}

/** The gate's own hooks are not here: only what the manager starts. */
async function expectJudged(repository: Repository): Promise<void> {
  await repository.gitOk('init', '--quiet', '--bare', '../remote.git');
  await repository.gitOk('remote', 'add', 'origin', '../remote.git');
  // The first of all pushes: pre-commit then says only which branches.
  await repository.gitOk('push', '--quiet', 'origin', 'main');
  const tree = await repository.worktree('wt', 'feature');
  await tree.commit('A', MIGRATION);
  await tree.gitOk('push', '--quiet', 'origin', 'feature');

  expectRefused(await tree.git('push', 'origin', 'feature:main'));
  const main = await repository.gitOk('rev-parse', 'main');
  expect(await tree.gitOk('ls-remote', 'origin', 'refs/heads/main')).toContain(main);
  expectRefused(await repository.git('merge', '--no-ff', '--no-edit', 'feature'));
  await repository.gitOk('merge', '--abort');
  repository.write('migrations/002_b.sql', 'CREATE TABLE b ();\n');
  await repository.gitOk('add', '--all');
  expectRefused(await repository.git('commit', '--message', 'B'));
  await repository.gitOk('reset', '--quiet', '--hard');
  await repository.commit('Docs', { 'README.md': 'Docs\n' });
  await repository.gitOk('push', '--quiet', 'origin', 'main', ':feature');
}

function expectRefused({ code, stdout, stderr }: Result): void {
  expect(stdout + stderr).toContain(REFUSED);
  expect(code).not.toBe(0);
}
