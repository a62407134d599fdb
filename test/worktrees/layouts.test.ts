import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { CLI, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';
import { guardedRepository, migration } from './guarded-repository.ts';

/** Runs the tool in another folder than the repository's. */
function gateIn(repository: Repository, folder: string, ...args: string[]): Promise<Result> {
  const script = 'cd "$1" && shift && exec node "$@"';
  return repository.run('sh', ['-c', script, 'sh', folder, CLI, ...args]);
}

/** Puts the package into a worktree, as npm would, and arms the clone from there. */
async function arm(repository: Repository, folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(PACKAGE_ROOT, join(modules, 'migration-gate'), 'dir');
  symlinkSync('../migration-gate/dist/cli.js', join(modules, '.bin', 'migration-gate'));
  expect(await gateIn(repository, folder, 'init', '--hooks')).toMatchObject({ code: 0 });
}

async function locked(repository: Repository, folder: string): Promise<string[]> {
  const list = await repository.gitOk('-C', folder, 'worktree', 'list', '--porcelain');
  return list.split('\n').filter((line) => line.startsWith('locked'));
}

it('a bare repository with worktrees beside it', async () => {
  await using repository = await guardedRepository();
  const at = (name: string): string => join(dirname(repository.path), name);
  const [bare, main, feature] = [at('shop.git'), at('main'), at('feature')];
  await repository.gitOk('clone', '--quiet', '--bare', '.', bare);
  await repository.gitOk('-C', bare, 'worktree', 'add', main, 'main');
  await arm(repository, main);

  await repository.gitOk('-C', bare, 'worktree', 'add', feature, 'feature');

  expect(await locked(repository, bare)).toEqual([
    'locked migration-gate: 1 migration is in no protected branch; close with: ' +
      `npx --no --prefix '${main}' migration-gate worktree close ${feature}`,
  ]);
  const refused = await repository.git('-C', bare, 'worktree', 'remove', feature);
  expect(refused).toMatchObject({ code: 128 });
  // There is no production here to ask.
  const discarded = ['worktree', 'close', feature, '--discard', '--reason', 'x'];
  expect(await gateIn(repository, main, ...discarded)).toMatchObject({ code: 1, stdout: '' });
  await repository.gitOk('-C', feature, 'reset', '--quiet', '--hard', 'main');
  expect(await gateIn(repository, main, ...discarded)).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(feature)).toBe(false);

  const hooks = await gateIn(repository, main, 'worktree', 'close');
  expect(hooks).toMatchObject({ code: 1, stdout: '' });
  expect(hooks.stderr).toContain('The hooks of all worktrees are in it.\n');
});

it('a clone without the protected branch: what origin has of it counts', async () => {
  await using repository = await guardedRepository();
  const clone = join(dirname(repository.path), 'clone');
  const at = (name: string): string => join(dirname(repository.path), name);
  await repository.gitOk('clone', '--quiet', '--branch', 'feature', '.', clone);
  await arm(repository, clone);
  const git = (...args: string[]): Promise<string> => repository.gitOk('-C', clone, ...args);

  await git('worktree', 'add', '-b', 'plain', at('plain'), 'origin/main');
  await git('worktree', 'add', '-b', 'more', at('more'), 'feature');
  expect(await locked(repository, clone)).toHaveLength(1);

  // Merged on the server, and fetched: the next hook in the worktree sees it.
  await repository.gitOk('-c', 'core.hooksPath=/dev/null', 'merge', '--quiet', 'feature');
  await git('fetch', '--quiet');
  await repository.gitOk('-C', at('more'), 'commit', '--quiet', '--allow-empty', '-m', 'Code');
  expect(await locked(repository, clone)).toEqual([]);

  // A worktree from origin/main is free, also while the local main is behind.
  await git('branch', 'main', 'origin/main~1');
  await git('worktree', 'add', '-b', 'fresh', at('fresh'), 'origin/main');
  expect(await locked(repository, clone)).toEqual([]);
});

it('a worktree that moves the migrations folder, or edits the config, is judged by names', async () => {
  await using repository = await guardedRepository();
  const tree = await repository.worktree('moves', 'moves');
  await tree.gitOk('mv', 'migrations', 'database');
  const config = JSON.parse(tree.read('migration-gate.json'));
  const moved = JSON.stringify({ ...config, migrations: 'database' });
  await tree.commit('Move', { 'migration-gate.json': `${moved}\n` });
  expect(await locked(repository, tree.path)).toEqual([]);

  await tree.commit('C', { 'database/003_c.sql': Object.values(migration('003_c'))[0] ?? '' });
  expect(await locked(repository, tree.path)).toHaveLength(1);

  // A config that cannot be read says nothing; the protected branch's folder counts.
  await tree.gitOk('reset', '--quiet', '--hard', 'main');
  await tree.commit('Broken', { 'migration-gate.json': '{', ...migration('004_d') });
  expect(await locked(repository, tree.path)).toHaveLength(1);
});
