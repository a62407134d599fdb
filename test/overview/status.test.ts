import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { statusSchema } from '../../src/commands/status-report.ts';
import { type Deployable, deployable, inFolder, masked } from '../deploy/deployable.ts';
import { freshRepository, PACKAGE_ROOT, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { gitCommandsOf } from './count-git.ts';
import { manyBranches } from './many-branches.ts';

describe('status', () => {
  it('has a schema that the package ships', () => {
    const shipped = readFileSync(join(PACKAGE_ROOT, 'dist/schema/status.schema.json'), 'utf8');
    expect(JSON.parse(shipped)).toEqual(z.toJSONSchema(statusSchema, { io: 'input' }));
  });

  it('says where each is applied, what is late, what collides, and where a phantom came from', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository } = made;
    await ok(repository, 'apply');
    await ok(repository, 'deploy', '--yes');
    await repository.commit('Merged', inFolder({ '000_late.sql': 'SELECT 1;' }));
    await branch(repository, 'tmp', { '003_tmp.sql': 'CREATE TABLE tmp ();' });
    await ok(repository, 'apply');
    await branch(repository, 'orders', { '002_orders.sql': 'ALTER TABLE a ADD b int;' });
    await branch(repository, 'items', { '002_items.sql': 'ALTER TABLE a ADD c int;' });
    await ok(repository, 'apply');
    await repository.gitOk('switch', '--quiet', 'main');
    await repository.gitOk('branch', '--quiet', '-D', 'tmp');
    const orders = await repository.worktree('orders', 'orders');
    orders.write('migrations/004_draft.sql', 'SELECT 1;');

    const shown = await repository.gate('status');

    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(hidden(shown.stdout, made)).toMatchInlineSnapshot(`
      "local       LOCAL: 4 migrations applied
      production  PRODUCTION: 1 migration applied
                  merged, not applied: 000_late.sql

      main    ROOT/app (main worktree)
      orders  ROOT/orders
        1 migration: local ✗ late, production ✗
            002_orders.sql
        not committed:
            004_draft.sql
      items
        1 migration: local ✓, production ✗
            002_items.sql

      Collisions:
        ✗ number 2, 2 migrations:
            002_items.sql (items)
            002_orders.sql (orders)
        ✗ a is changed by each of these:
            002_items.sql (items)
            002_orders.sql (orders)
        Where the branch is checked out, this moves one out of a collision:
            migration-gate renumber <name>

      In a ledger, and in no branch:
        003_tmp.sql on local
            Ann Author <ann@example.com> from tmp, TIME UTC; tmp is gone;
            last in commit OID by Ann Author, TIME
        To have the file again, or, when it is gone for good, to take its row out:
            migration-gate restore 003_tmp.sql --target local
            migration-gate resolve 003_tmp.sql --target local --retired --reason "…"
      "
    `);
    const json = await statusOf(repository);
    expect(json.branches.map(({ name, brings }) => [name, brings[0]?.targets['local']])).toEqual([
      ['items', { state: 'applied', flags: [] }],
      ['main', undefined],
      ['orders', { state: 'pending', flags: ['late'] }],
    ]);
    expect(json.strangers).toMatchObject([
      { name: '003_tmp.sql', target: 'local', branch: 'tmp', branchThere: false, now: null },
    ]);
    expect(json.strangers[0]?.origin?.by).toBe('Ann Author');
  });

  it('goes on while databases are down, and with a config that cannot be read', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await repository.commit('A', inFolder({ '001_a.sql': 'SELECT 1;' }));
    await branch(repository, 'b', { '002_b.sql': 'SELECT 1;' });
    const down = repository.with({
      LOCAL_DATABASE_URL: 'postgresql://x:geheim@127.0.0.1:1/local',
      DATABASE_URL: 'postgresql://x:geheim@127.0.0.1:1/production',
    });

    const shown = await down.gate('status');

    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^local {7}⚠️ {2}127.*\n.*ECONNREFUSED/);
    expect(shown.stdout).toContain('1 migration in no protected branch:\n      002_b.sql\n');
    expect(shown.stdout).not.toContain('geheim');

    repository.write('migration-gate.json', '{"nonsense": true}');
    const broken = await repository.gate('status');
    expect(broken).toMatchObject({ code: 0, stderr: '' });
    expect(broken.stdout).toMatch(/^⚠️ {2}No target was asked: migration-gate\.json: /);
    expect(broken.stdout).toContain('002_b.sql');
  });

  it('--remote: what only a remote has; what a local branch has of it is told once', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await branch(repository, 'mine', { '002_b.sql': 'SELECT 1;' });
    await branch(repository, 'theirs', { '002_c.sql': 'SELECT 1;' });
    for (const name of ['mine', 'theirs']) {
      await repository.gitOk('update-ref', `refs/remotes/origin/${name}`, name);
    }
    await repository.gitOk('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    await repository.gitOk('switch', '--quiet', 'main');
    await repository.gitOk('branch', '--quiet', '-D', 'theirs');

    const here = await statusOf(repository, '--offline');
    const all = await statusOf(repository, '--offline', '--remote');

    expect(here.branches.map(({ name }) => name)).toEqual(['main', 'mine']);
    expect(here.collisions).toEqual([]);
    expect(all.branches.map(({ name }) => name)).toEqual(['main', 'mine', 'origin/theirs']);
    expect(all.collisions).toMatchObject([{ kind: 'number', what: '2' }]);
  });

  it('takes as many git processes for 60 branches as for one, and reads each tree once', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await manyBranches(repository, { merged: 300, branches: 1, worktrees: 0 });
    const few = await gitCommandsOf(repository, 'status', '--offline');
    await manyBranches(repository, { merged: 300, branches: 60, worktrees: 10 });

    const many = await gitCommandsOf(repository, 'status', '--offline');

    expect(many.toSorted()).toEqual(few.toSorted());
    expect(many.length).toBeLessThan(10);
    const { branches, worktrees } = await statusOf(repository, '--offline');
    expect(branches.filter(({ brings }) => brings.length === 1)).toHaveLength(60);
    expect(worktrees).toHaveLength(11);
  });

  it('says of a commit that is not here whole, and of a folder that is none', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await repository.commit('A', inFolder({ '001_a.sql': 'SELECT 1;' }));
    await branch(repository, 'lost', { '002_b.sql': 'SELECT 1;' });
    const tree = await repository.gitOk('rev-parse', 'lost:migrations');
    await branch(repository, 'file', {});
    rmSync(join(repository.path, 'migrations'), { recursive: true });
    await repository.commit('A file', { migrations: 'no folder\n' });
    await repository.gitOk('switch', '--quiet', 'main');
    rmSync(join(repository.path, '.git/objects', tree.slice(0, 2), tree.slice(2)));

    const { branches } = await statusOf(repository, '--offline');

    expect(branches.map(({ name, problem }) => [name, problem])).toEqual([
      ['file', 'its migrations folder is no folder'],
      ['lost', 'its commit is not in this clone (shallow or partial)'],
      ['main', null],
    ]);
  });
});

/** A branch off main with these migrations; it stays checked out. */
async function branch(
  repository: Repository,
  name: string,
  migrations: Record<string, string>,
): Promise<void> {
  await repository.gitOk('switch', '--quiet', '--create', name, 'main');
  await repository.commit(name, inFolder(migrations));
}

async function ok(repository: Repository, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await repository.gate(...args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
}

async function statusOf(
  repository: Repository,
  ...args: string[]
): Promise<z.output<typeof statusSchema>> {
  const { code, stdout, stderr } = await repository.gate('status', '--json', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return statusSchema.parse(JSON.parse(stdout));
}

const hidden = (text: string, made: Deployable): string =>
  masked(text, made)
    .replaceAll(made.repository.path.replace(/\/app$/, ''), 'ROOT')
    .replace(/\d{4}-\d\d-\d\d( \d\d:\d\d)?/g, 'TIME')
    .replace(/commit [0-9a-f]{12}/, 'commit OID');
