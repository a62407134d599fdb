import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshRepository, type Repository } from '../support/repository.ts';
import { contentOf, expectGuarded, hooksPath } from './guarded.ts';
import { find, typed } from './program.ts';

const LEFTHOOK = `pre-push:
  jobs:
    - name: show
      run: cat && echo lefthook ran
      use_stdin: true
`;

const PRE_COMMIT = `repos:
- repo: local
  hooks:
  - {id: show, name: show, language: system, always_run: true, verbose: true,
     pass_filenames: false, entry: env, stages: [push]}
`;

describe('lefthook', () => {
  it('goes on after the gate, and init --hooks repairs what its next install writes over', async ({
    skip,
  }) => {
    const lefthook = find('lefthook', skip, 'npm install --prefix <folder> lefthook');
    await using repository = await freshRepository();
    await repository.commit('Lefthook', { 'lefthook.yml': LEFTHOOK });
    await typed(repository, lefthook, 'install');
    const before = contentOf(hooks(repository));

    const shown = await repository.gate('init', '--yes');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain('(lefthook is here)');
    expect(await hooksPath(repository)).toBe('');
    await repository.commit('Guard');
    await expectGuarded(repository);

    // A changed config: lefthook writes its files anew, and puts ours out of its way.
    repository.write('lefthook.yml', `${LEFTHOOK}pre-rebase:\n  jobs:\n    - run: 'true'\n`);
    await typed(repository, lefthook, 'install');
    const moved = await repository.git('branch', '--force', 'docs', 'HEAD');
    expect(moved.code).toBe(0);
    expect(moved.stderr).toMatch(
      /no longer called by pre-rebase pre-push; type:\n {2}.*init --hooks/,
    );
    expect((await repository.git('branch', '--force', 'main', 'feature')).code).not.toBe(0);
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0, stderr: '' });

    const pushed = await repository.git('push', '../remote.git', 'feature:main');
    expect(pushed.stderr).toContain('Production configuration not found');
    const docs = await repository.git('push', '../remote.git', 'docs');
    expect(docs.stderr).not.toContain('no longer called');
    expect(docs.stdout + docs.stderr).toMatch(/refs\/heads\/docs [0-9a-f]{40}[\s\S]*lefthook ran/);

    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    const { 'pre-rebase': _, ...left } = contentOf(hooks(repository));
    expect(left).toEqual(before);
  });
});

describe('pre-commit', () => {
  it('goes on after the gate, installed before it or afterwards', async ({ skip }) => {
    const preCommit = find('pre-commit', skip, 'apt-get install pre-commit');
    await using repository = await freshRepository();
    await repository.commit('Checks', { '.pre-commit-config.yaml': PRE_COMMIT });
    const shown = await repository.gate('init', '--yes');
    expect(shown.stdout).toContain('(pre-commit is here)');
    await repository.commit('Guard');

    // It finds our file in the place of its own, and runs it as pre-push.legacy.
    const install = ['install', '--hook-type', 'pre-push'];
    await typed(repository, preCommit, ...install);
    expect(await expectGuarded(repository)).toContain(
      'PRE_COMMIT_REMOTE_BRANCH=refs/heads/feature',
    );

    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0, stderr: '' });
    expect(contentOf(hooks(repository))).not.toHaveProperty('pre-push.legacy');
    await typed(repository, preCommit, ...install);
    const its = readFileSync(join(hooks(repository), 'pre-push'), 'utf8');
    const moved = await repository.git('branch', '--force', 'docs', 'HEAD');
    expect(moved.stderr).toContain('no longer called by pre-push; type:');
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0, stderr: '' });
    const pushed = await repository.git('push', '../remote.git', 'feature:main');
    expect(pushed.stderr).toContain('Production configuration not found');

    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync(join(hooks(repository), 'pre-push'), 'utf8')).toBe(its);
  });
});

const hooks = (repository: Repository): string => join(repository.path, '.git', 'hooks');
