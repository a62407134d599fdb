import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI, freshRepository, type Repository } from '../support/repository.ts';

const HOOKS = ['pre-commit', 'pre-merge-commit', 'pre-push', 'pre-rebase'];
const WRITTEN = ['.env.example', 'migration-gate.json', ...HOOKS.map((hook) => `.husky/${hook}`)];

describe('init', () => {
  it('writes what it has shown, and a second time nothing', async () => {
    await using repository = await freshRepository();
    repository.write('db/migrations/001_a.sql', 'CREATE TABLE a ();');
    repository.write('.gitignore', 'node_modules/');

    const first = await repository.gate('init', '--yes');

    expect(first).toMatchObject({ code: 0, stderr: '' });
    for (const file of [...WRITTEN, 'package.json', '.gitignore']) {
      expect(first.stdout).toContain(`  ${file} `);
    }
    expect(JSON.parse(repository.read('migration-gate.json'))).toMatchObject({
      migrations: 'db/migrations',
    });
    expect(repository.read('.gitignore')).toBe('node_modules/\n.env\n');
    expect(JSON.parse(repository.read('package.json'))).toEqual({
      name: 'app',
      private: true,
      scripts: { prepare: 'migration-gate init --hooks' },
    });
    const before = timesOf(repository);
    await repository.commit('Guard migrations');

    const second = await repository.gate('init', '--yes');

    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toContain('nothing new');
    expect(timesOf(repository)).toEqual(before);
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });

  it('works without package.json, and makes none', async () => {
    await using repository = await freshRepository();
    await repository.gitOk('rm', '--quiet', 'package.json');
    expect(await repository.gate('init', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(repository.path, 'package.json'))).toBe(false);
    expect(await isArmed(repository)).toBe(true);
  });

  it('asks first: on a terminal, and without one it does not begin', async () => {
    await using repository = await freshRepository();

    const unasked = await repository.gate('init');
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('\n  migration-gate init --yes\n');
    const question = 'Go on?';
    const no = await repository.inTerminal(
      process.execPath,
      [CLI, 'init'],
      [{ when: question, send: 'n' }],
    );
    expect(no.code).not.toBe(0);
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
    expect(await isArmed(repository)).toBe(false);

    const yes = await repository.inTerminal(
      process.execPath,
      [CLI, 'init'],
      [{ when: question, send: 'y' }],
    );
    expect(yes.code, yes.output).toBe(0);
    expect(await isArmed(repository)).toBe(true);
  });

  it('refuses to switch off the hooks of somebody else, before it writes anything', async () => {
    await using repository = await freshRepository();
    const expectRefused = async (says: string, fix: string): Promise<void> => {
      for (const args of [['--yes'], ['--hooks']]) {
        const { code, stderr } = await repository.gate('init', ...args);
        expect(code).toBe(2);
        expect(stderr).toContain(says);
        expect(stderr).toContain(fix);
      }
      expect(await repository.gitOk('status', '--porcelain')).toBe('');
    };

    repository.write('.husky/commit-msg', 'true\n');
    await repository.commit('Husky');
    await repository.gitOk('config', 'core.hooksPath', '/opt/hooks');
    await expectRefused(
      'core.hooksPath is /opt/hooks (local, .git/config)',
      'git config --local --unset-all core.hooksPath',
    );
    await repository.gitOk('config', '--unset', 'core.hooksPath');

    repository.write('.git/hooks/commit-msg', '#!/bin/sh\n');
    await expectRefused('commit-msg', 'Move them into .husky/');
  });

  it('has nothing to arm outside a repository, or where HUSKY=0 asks for no hooks', async () => {
    await using repository = await freshRepository();
    const off = await repository.with({ HUSKY: '0' }).gate('init', '--hooks');
    expect(off).toMatchObject({ code: 0, stdout: '' });
    expect(off.stderr).toContain('no hooks are installed');
    expect(await isArmed(repository)).toBe(false);
    const outside = await repository.run('sh', [
      '-c',
      `cd .. && node '${CLI}' init --hooks; exit $?`,
    ]);
    expect(outside).toMatchObject({ code: 0, stdout: '' });
    expect(outside.stderr).toContain('no git repository here');
  });
});

async function isArmed(repository: Repository): Promise<boolean> {
  const path = await repository.git('config', '--get', 'core.hooksPath');
  return path.stdout.trim() === join(repository.path, '.husky', '_');
}

/** When each file that init may write was written last. */
function timesOf({ path }: Repository): Record<string, number> {
  const hooks = readdirSync(join(path, '.husky')).filter((name) => name !== '_');
  const files = [...WRITTEN, 'package.json', '.gitignore', ...hooks.map((h) => `.husky/${h}`)];
  return Object.fromEntries(files.map((file) => [file, statSync(join(path, file)).mtimeMs]));
}
