import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeProgram } from '../hooks/installed-hooks.ts';
import { CLI, freshRepository, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { contentOf, expectGuarded, hooksPath } from './guarded.ts';

const DB = 'packages/db/package.json';

describe('a monorepo whose package in a subfolder has the gate', () => {
  it('is armed from that folder or from the root, and prints what runs where it is read', async () => {
    await using repository = await monorepo();
    const before = repository.read('package.json');

    const first = await inFolder(repository, 'packages/db', 'node_modules/.bin/migration-gate');

    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`  ${DB} `);
    expect(first.stdout).toContain('\n  npm install --prefix packages/db\n');
    expect(first.stdout).toContain(`'${repository.path}/packages/db' migration-gate verify\n`);
    expect(repository.read('package.json')).toBe(before);
    expect(JSON.parse(repository.read(DB)).scripts.prepare).toBe('migration-gate init --hooks');
    const config = JSON.parse(repository.read('migration-gate.json'));
    expect(config.$schema).toMatch(/^\.\/packages\/db\/node_modules\//);
    const second = await inFolder(repository, '.', 'packages/db/node_modules/.bin/migration-gate');
    expect(second.stdout).toContain('nothing new');
    await repository.commit('Guard');
    // What npm does in a clone, and in a worktree that goes away again.
    rmSync(join(repository.path, '.husky', '_'), { recursive: true });
    const bin = join(repository.path, 'packages/db/node_modules/.bin');
    const path = `${bin}${delimiter}${repository.env['PATH']}`;
    const prepare = ['run', '--silent', '--prefix', 'packages/db', 'prepare'];
    const armed = await repository.with({ PATH: path }).run('npm', prepare);
    expect(armed).toMatchObject({ code: 0, stderr: '' });
    const installed = repository.read('.husky/_/migration-gate/installed');
    expect(installed).toContain(
      `gate_cli='${repository.path}/packages/db/node_modules/migration-gate/dist/start.cjs'`,
    );
    await expectGuarded(repository);
  });

  it('whose husky is in a subfolder too: its hooks stay there', async () => {
    await using repository = await freshRepository();
    const file = 'web/.husky/commit-msg';
    await repository.commit('Husky', { [file]: 'echo own message >&2\n' });
    await repository.gitOk('config', 'core.hooksPath', 'web/.husky/_');

    const shown = await repository.gate('init', '--yes');

    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain('  web/.husky/pre-push ');
    expect(await hooksPath(repository)).toBe(join(repository.path, 'web/.husky/_'));
    const committed = await repository.run('sh', ['-c', 'git add -A && git commit -m Guard']);
    expect(committed.stderr).toBe('own message\n');
    await expectGuarded(repository);
    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    expect(await hooksPath(repository)).toBe('web/.husky/_');
    expect(await repository.gitOk('ls-files', 'web')).toContain(file);
    expect(Object.keys(contentOf(join(repository.path, 'web/.husky')))).toEqual([
      '_',
      'commit-msg',
    ]);
  });
});

describe('a repository without package.json', () => {
  it('is guarded by a global installation, and init says how the next clone is armed', async () => {
    await using repository = await freshRepository();
    await repository.gitOk('rm', '--quiet', 'package.json');
    const shown = await repository.gate('init', '--yes');
    expect(shown.stdout).toContain('a fresh clone is not armed by itself');
    expect(shown.stdout).toContain('\n  migration-gate init --hooks\n');
    expect(shown.stdout).toContain('\n  migration-gate verify\n');
    expect(JSON.parse(repository.read('migration-gate.json'))).toEqual({
      migrations: 'migrations',
    });
    await repository.commit('Guard');
    await repository.gitOk('config', 'user.name', 'Ann');
    await repository.gitOk('config', 'user.email', 'ann@example.com');

    await expectGuarded(bare(repository));
  });
});

describe('node', () => {
  it('that is too old for the program is refused with one sentence', async () => {
    await using repository = await freshRepository();
    expect(await repository.gate('init', '--yes')).toMatchObject({ code: 0 });
    await repository.commit('Guard');
    const home = repository.env['HOME'] ?? '';
    const old = join(home, 'old.cjs');
    writeFileSync(
      old,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '16.20.2' } });`,
    );
    writeProgram(join(home, 'node'), `#!/bin/sh\nexec '${process.execPath}' -r '${old}' "$@"\n`);
    const installed = '.husky/_/migration-gate/installed';
    repository.write(
      installed,
      repository.read(installed).replace(/gate_node=.*/, `gate_node='${home}/node'`),
    );
    await repository.gitOk('switch', '--quiet', '--create', 'feature');
    await repository.commit('A', { 'migrations/001_a.sql': 'SELECT 1;\n' });
    await repository.gitOk('switch', '--quiet', 'main');

    const { code, stdout, stderr } = await repository.git('merge', '--quiet', 'feature');

    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr.replace(/^fatal: .*\n/gm, '')).toBe(TOO_OLD);
  });

  it.each(['18.19.0', '20.18.3', '20.9.0', '4.9.1'])('%s is too old', async (version) => {
    await using repository = await freshRepository();
    repository.write(
      'old.cjs',
      `Object.defineProperty(process.versions, 'node', { value: '${version}' });`,
    );
    const { code, stderr } = await repository.run(process.execPath, [
      '-r',
      './old.cjs',
      CLI,
      '--help',
    ]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: TOO_OLD.replace('16.20.2', version) });
  });
});

it('says a sentence where its own files are damaged', async () => {
  await using repository = await freshRepository();
  const start = join(repository.path, 'dist', 'start.cjs');
  repository.write('dist/start.cjs', readFileSync(CLI, 'utf8'));
  const { code, stderr } = await repository.run(process.execPath, [start, 'verify']);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^migration-gate: its installation is damaged: .*\nWhat to type:\n {2}npm install\n$/,
  );
});

const TOO_OLD = `migration-gate: it needs node 20.19 or newer, and this is node 16.20.2.
What to type:
  Install a newer one from https://nodejs.org (or: nvm install --lts)
  npm install
`;

/** As a graphical client starts git: no HOME, a bare PATH, and nothing else of a shell's. */
function bare(repository: Repository): Repository {
  const unset = Object.fromEntries(Object.keys(repository.env).map((name) => [name, undefined]));
  return repository.with({ ...(unset as Record<string, never>), PATH: '/usr/bin:/bin' });
}

async function monorepo(): Promise<Repository> {
  const repository = await freshRepository();
  const manifest = { name: 'db', devDependencies: { 'migration-gate': '*' } };
  await repository.commit('Packages', { [DB]: `${JSON.stringify(manifest, null, 2)}\n` });
  const modules = join(repository.path, 'packages/db/node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(PACKAGE_ROOT, join(modules, 'migration-gate'), 'dir');
  symlinkSync('../migration-gate/dist/start.cjs', join(modules, '.bin', 'migration-gate'));
  return repository;
}

const inFolder = (repository: Repository, folder: string, bin: string) =>
  repository.run('sh', ['-c', 'cd "$0" && "$1" init --yes', folder, bin]);
