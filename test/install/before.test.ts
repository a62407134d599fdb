import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshRepository, type Repository } from '../support/repository.ts';
import { contentOf, expectGuarded, expectStamped, hooksPath, OWN_PUSH } from './guarded.ts';

const ownFolder = (repository: Repository): string =>
  join(repository.path, '.git', 'migration-gate', 'hooks');

describe('init where core.hooksPath names a folder', () => {
  it('of the repository: its hooks go on, untouched, and the setting comes back', async () => {
    await using repository = await freshRepository();
    repository.write('.githooks/pre-push', OWN_PUSH);
    repository.write('.githooks/post-index-change', '#!/bin/sh\n>"$PWD/changed"\n');
    for (const name of ['pre-push', 'post-index-change']) {
      chmodSync(join(repository.path, '.githooks', name), 0o755);
    }
    await repository.commit('Hooks');
    await repository.gitOk('config', 'core.hooksPath', '.githooks');
    const before = contentOf(join(repository.path, '.githooks'));

    const shown = await repository.gate('init', '--yes');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain('(core.hooksPath is .githooks (local, .git/config))');
    expect(await hooksPath(repository)).toBe(ownFolder(repository));
    await repository.commit('Guard');
    expect(existsSync(join(repository.path, 'changed'))).toBe(true);

    const said = await expectGuarded(repository);
    expect(said).toMatch(/own push: .*\n {2}got refs\/heads\/feature [0-9a-f]{40} /);
    // What a project's own set-up script does at each `npm install`.
    await repository.gitOk('config', 'core.hooksPath', '.githooks');
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0, stderr: '' });
    expect(await hooksPath(repository)).toBe(ownFolder(repository));
    await expectStamped(repository, ownFolder(repository));

    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    expect(await hooksPath(repository)).toBe('.githooks');
    expect(contentOf(join(repository.path, '.githooks'))).toEqual(before);
    expect(existsSync(ownFolder(repository))).toBe(false);
  });

  it('of the user’s for all repositories: likewise, and only this one is changed', async () => {
    await using repository = await freshRepository();
    const home = repository.env['HOME'] ?? '';
    const hook = join(home, 'hooks', 'commit-msg');
    mkdirSync(join(home, 'hooks'));
    await repository.run('sh', ['-c', 'printf "#!/bin/sh\\necho own message >&2\\n" >"$0"', hook]);
    chmodSync(hook, 0o755);
    await repository.gitOk('config', '--global', 'core.hooksPath', '~/hooks');

    expect(await repository.gate('init', '--yes')).toMatchObject({ code: 0, stderr: '' });
    const committed = await repository.run('sh', ['-c', 'git add -A && git commit -m Guard']);
    expect(committed.stderr).toBe('own message\n');
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0, stderr: '' });
    await repository.gitOk('switch', '--quiet', '--create', 'feature');
    const a = await repository.commit('A', { 'migrations/001_a.sql': 'SELECT 1;\n' });
    expect((await repository.git('update-ref', 'refs/heads/main', a)).code).not.toBe(0);

    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    expect(await hooksPath(repository)).toBe('~/hooks');
    expect((await repository.git('config', '--local', 'core.hooksPath')).code).toBe(1);
  });
});

describe('a worktree whose config.worktree names other hooks', () => {
  it('is shown and repaired by init, and named by init --hooks', async () => {
    await using repository = await freshRepository();
    const tree = await repository.worktree('it’s a tree', 'other');
    await repository.gitOk('config', 'extensions.worktreeConfig', 'true');
    await tree.gitOk('config', '--worktree', 'core.hooksPath', '/opt/hooks');

    const named = await repository.gate('init', '--hooks');
    expect(named).toMatchObject({ code: 0, stdout: '' });
    const unset = `git -C '${tree.path}' config --worktree --unset-all core.hooksPath`;
    expect(named.stderr).toContain(`${tree.path}: /opt/hooks\nWhat to type:\n  ${unset}\n`);
    expect(await hooksPath(tree)).toBe('/opt/hooks');

    const repaired = await repository.gate('init', '--yes');
    expect(repaired).toMatchObject({ code: 0, stderr: '' });
    expect(repaired.stdout).toContain(`of\n  ${tree.path}: /opt/hooks.\n`);
    expect(await hooksPath(tree)).toBe(join(repository.path, '.husky', '_'));
    await repository.commit('Guard');
    await expectGuarded(repository);
  });
});
