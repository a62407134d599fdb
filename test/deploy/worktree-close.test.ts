import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { freshDatabase, productionServer } from '../support/postgres.ts';
import { CLI } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';
import { deployable, hasLedger, inFolder, statesOf, tablesOf } from './deployable.ts';

const A = inFolder({ '001_a.sql': 'CREATE TABLE a ();' });

describe('worktree close', () => {
  it('keeps what is not deployed and what is not committed, then closes, and again', async () => {
    await using made = await deployable();
    const { repository, production } = made;
    const tree = await repository.worktree('a feature', 'feature');
    await tree.commit('A', A);
    const path = '../a feature';

    const blocked = await repository.gate('worktree', 'close', path);
    expect(blocked.code).toBe(1);
    expect(blocked.stdout).toContain('001_a.sql');
    expect(blocked.stderr).toBe('');
    // Typed where the worktree was named from, HEAD would be another commit.
    expect(blocked.stdout).toContain('migration-gate deploy feature\n');
    expect(existsSync(tree.path)).toBe(true);

    expect(await tree.gate('apply')).toMatchObject({ code: 0 });
    expect(await tree.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    const dirty = await repository.gate('worktree', 'close', path);
    expect(dirty.code).toBe(1);
    expect(dirty.stderr).toContain(`'${tree.path}' contains modified or untracked files\n`);
    expect(dirty.stderr).toContain(`git -C '${tree.path}' add --all`);
    expect(dirty.stderr).toContain(`git -C '${tree.path}' stash --include-untracked`);
    expect(dirty.stderr).toContain(`migration-gate worktree close '${tree.path}'\n`);
    expect(dirty.stderr).not.toContain('force');
    expect(existsSync(tree.path)).toBe(true);

    await tree.commit('Pin production');
    const closed = await repository.gate('worktree', 'close', path);
    expect(closed).toMatchObject({ code: 0, stderr: '' });
    expect(closed.stdout).toContain(`Closed ${tree.path}\n`);
    expect(existsSync(tree.path)).toBe(false);
    expect(await repository.gitOk('worktree', 'list', '--porcelain')).not.toContain('a feature');
    expect(await repository.gitOk('branch', '--list', 'feature')).toContain('feature');

    const again = await repository.gate('worktree', 'close', path);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('is closed already');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });

  it('offers to deploy on a terminal, from inside, and writes no file then', async () => {
    await using made = await deployable();
    const { repository, production } = made;
    const tree = await repository.worktree('feature', 'feature');
    await tree.commit('A', A);

    const question = '⚠️  Production migrations pending. Deploy before merging? (y/n)';
    const args = [CLI, 'worktree', 'close'];
    const kept = await tree.inTerminal(process.execPath, args, [{ when: question, send: 'n\r' }]);
    expect(kept.code).toBe(1);
    expect(existsSync(tree.path)).toBe(true);
    expect(await tablesOf(production)).toEqual([]);
    const answers = [{ when: question, send: 'y\r' }];
    const closed = await tree.inTerminal(process.execPath, args, answers);

    expect(closed.code, closed.output).toBe(0);
    expect(existsSync(tree.path)).toBe(false);
    expect(await tablesOf(production)).toEqual(['a']);
  });

  it('--yes deploys without a terminal, and closes', async () => {
    await using made = await deployable();
    const { repository, production } = made;
    const tree = await repository.worktree('feature', 'feature');
    await tree.commit('A', A);
    expect(await tree.gate('apply')).toMatchObject({ code: 0 });
    const unasked = await repository.gate('worktree', 'close', '../feature');
    expect(unasked).toMatchObject({ code: 1, stderr: '' });
    expect(await tablesOf(production)).toEqual([]);

    const closed = await repository.gate('worktree', 'close', '../feature', '--yes');

    expect(closed).toMatchObject({ code: 0, stderr: '' });
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(existsSync(tree.path)).toBe(false);
  });

  it('never closes the main worktree', async () => {
    await using made = await deployable();
    const { repository } = made;
    const { code, stderr } = await repository.gate('worktree', 'close');
    expect(code).toBe(2);
    expect(stderr).toContain('is the main worktree, which cannot be closed.');
    expect(existsSync(repository.path)).toBe(true);
  });
});

describe('verify --apply-to-production', () => {
  it('verifies, deploys, and verifies again', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, production } = made;
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });

    const unasked = await repository.gate('verify', '--apply-to-production');
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('verify HEAD --apply-to-production --yes\n');
    expect(await tablesOf(production)).toEqual([]);

    const done = await repository.gate('verify', '--apply-to-production', '--yes');
    expect(done.code).toBe(0);
    expect(done.stderr).toContain('✗ BLOCKED - 1 migrations not deployed to production');
    expect(done.stdout).toContain('✓ READY TO MERGE - Production is up to date');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });

  it('--json: stdout is the last report alone', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, production } = made;
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });

    const done = await repository.gate('verify', '--apply-to-production', '--yes', '--json');

    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ version: 1, verdict: 'ready' });
    expect(done.stderr).toContain('Plan: run 1 migration on production');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });

  it('--json: a failed deploy gives the report as it is afterwards', async () => {
    await using made = await deployable({
      migrations: { '001_a.sql': 'CREATE TABLE a ();', '002_b.sql': 'CREATE TABLE b ();' },
    });
    const { repository, production } = made;
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });
    await production.query('CREATE TABLE b ()');
    const args = ['verify', '--apply-to-production', '--json'];

    const unasked = await repository.gate(...args);
    const failed = await repository.gate(...args, '--yes');

    expect(unasked.code).toBe(2);
    expect(JSON.parse(unasked.stdout)).toMatchObject({ verdict: 'blocked' });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('(42P07)');
    const { verdict, targets } = JSON.parse(failed.stdout);
    expect(verdict).toBe('blocked');
    const there = targets.find((each: { target: string }) => each.target === 'production');
    expect(there.migrations).toMatchObject([
      { name: '001_a.sql', state: 'applied' },
      { name: '002_b.sql', state: 'pending' },
    ]);
  });

  it('--target: deploys there and nowhere else, and never to local', async () => {
    await using staging = await freshDatabase(productionServer());
    await using made = await deployable({
      migrations: { '001_a.sql': 'CREATE TABLE a ();' },
      config: {
        ...LOOPBACK_CONFIG,
        targets: { ...LOOPBACK_CONFIG.targets, staging: { loopback: true } },
      },
    });
    const { local, production } = made;
    const repository = made.repository.with({
      STAGING_DATABASE_URL: staging.url,
      STAGING_DATABASE_CA_CERT: staging.server.caFile ?? '',
    });
    const args = ['verify', '--apply-to-production', '--yes', '--target'];

    const done = await repository.gate(...args, 'staging');
    const refused = await repository.gate(...args, 'local');

    expect(done.code, done.stderr).toBe(0);
    expect(await statesOf(staging)).toEqual(['001_a.sql applied']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--apply-to-production does not deploy to local.');
    expect(await hasLedger(local)).toBe(false);
    expect(await hasLedger(production)).toBe(false);
  });
});
