import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makesTable } from '../gate/deployed-repository.ts';
import { gatedRepository, MIGRATION } from '../gate/gated-repository.ts';
import type { Repository } from '../support/repository.ts';
import { OFF, recorded, spoken } from './recorded.ts';

const NAME = '001_create_customers.sql';

describe('what came into a protected branch while the hooks were off', () => {
  it('is found by the next hook, recorded once, shown, and covers nothing', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk(...OFF, 'merge', '--quiet', 'feature');
    await repository.gitOk('switch', '--quiet', '--create', 'other');
    await addMigration(repository, '002_create_orders.sql', 'orders');
    await repository.gitOk('switch', '--quiet', 'main');

    const next = await repository.git('merge', 'other');

    expect(next.code).not.toBe(0);
    expect(next.stderr).toContain(
      `migration-gate: into main came while the hooks were off:\n    ${NAME}\n` +
        '    merge feature: Fast-forward (Ann Author <ann@example.com>, ',
    );
    expect(recorded(repository, 'bypasses')).toMatchObject([
      {
        reason: 'merge feature: Fast-forward',
        by: 'Ann Author <ann@example.com>',
        ref: 'refs/heads/main',
        commit: await repository.gitOk('rev-parse', 'feature'),
        pairs: [{ name: NAME }],
      },
    ]);
    const verified = await repository.gate('verify', 'other');
    expect(verified.code).toBe(1);
    expect(verified.stderr).toBe('');
    expect(verified.stdout).toContain('✗ PENDING: Not deployed to production: 2 migrations.');
    expect(verified.stdout).toContain(
      `⚠️  DEBT: Came in while the hooks were off, and not deployed yet:\n    ${NAME}: merge feature: Fast-forward (Ann`,
    );
    expect(recorded(repository, 'bypasses')).toHaveLength(1);
  });

  it('is found from branch -C, branch -M, and without any reflog', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const find = async (): Promise<string[]> => {
      await repository.gate('verify', 'main');
      return spoken(recorded(repository, 'bypasses'));
    };
    await repository.gitOk('switch', '--quiet', 'feature');

    await repository.gitOk('branch', '-C', 'feature', 'main');
    const copied = `Branch: copied refs/heads/feature to refs/heads/main: ${NAME}`;
    expect(await find()).toEqual([copied]);

    await addMigration(repository, '002_b.sql', 'b');
    await repository.gitOk('branch', '-M', 'feature', 'main');
    const renamed = 'Branch: renamed refs/heads/feature to refs/heads/main: 002_b.sql';
    expect(await find()).toEqual([copied, renamed]);

    await repository.gitOk('config', 'core.logAllRefUpdates', 'false');
    await repository.gitOk('reflog', 'expire', '--expire=all', 'refs/heads/main');
    await repository.run('rm', ['.git/logs/refs/heads/main']);
    await addMigration(repository, '003_c.sql', 'c', OFF);
    expect(await find()).toEqual([copied, renamed, 'the reflog does not say how: 003_c.sql']);
  });

  it('is found after push --no-verify, and not after a push that pre-push let go', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const origin = join(repository.path, '..', 'origin.git');
    await repository.gitOk('init', '--quiet', '--bare', origin);
    await repository.gitOk('remote', 'add', 'origin', origin);
    expect(await repository.git('push', 'origin', 'main')).toMatchObject({ code: 0 });
    await repository.gitOk('switch', '--quiet', 'feature');
    await addMigration(repository, '002_create_orders.sql', 'orders');
    const override = ['-c', 'migration-gate.override=now'];
    await repository.gitOk(...override, 'push', '--quiet', 'origin', 'feature:main');
    await addMigration(repository, '003_c.sql', 'c');
    const pushed = await repository.gitOk('rev-parse', 'HEAD');

    await repository.gitOk('push', '--quiet', '--no-verify', 'origin', 'feature:main');
    await repository.gate('verify');

    expect(recorded(repository, 'bypasses')).toMatchObject([
      {
        reason: 'pushed to origin/main past pre-push',
        ref: 'refs/remotes/origin/main',
        commit: pushed,
        pairs: [{ name: '003_c.sql' }],
      },
    ]);
    expect(spoken(recorded(repository, 'overrides'))).toEqual([
      'now: 001_create_customers.sql 002_create_orders.sql',
    ]);
  });

  it('blocks when it is older than debt.maxAgeDays, and settles when it is deployed', async () => {
    await using gated = await gatedRepository({ debt: { maxAgeDays: 3 } });
    const { repository } = gated;
    const old = repository.with({ GIT_COMMITTER_DATE: daysAgo(4) });
    await old.gitOk(...OFF, 'merge', '--quiet', 'feature');

    const { stdout } = await repository.gate('verify');
    expect(stdout).toContain(
      '✗ DEBT: Came in with the hooks off 4 days ago (3 days are allowed), not deployed yet:',
    );
    expect(await repository.gate('apply', 'main')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', 'main', '--yes')).toMatchObject({ code: 0 });
    // The deployment itself has settled it: production need not be asked again.
    const down = repository.with({ DATABASE_URL: gated.production.url.replace(/:\d+\//, ':1/') });
    const silent = await down.gate('verify');
    expect(silent.stdout).toContain('UNREACHABLE');
    expect(silent.stdout).not.toContain('DEBT');
  });
});

describe('nothing is taken for a bypass', () => {
  it('that was let in, or is published, also when the history is rewritten there', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const other = await sharedRepository(repository);
    const pull = async (): Promise<void> => {
      expect(await repository.git('pull', '--quiet', '--no-rebase')).toMatchObject({ code: 0 });
      await repository.gate('verify');
      expect(recorded(repository, 'bypasses')).toEqual([]);
    };

    await publish(repository, other, '002_b.sql');
    await pull();
    await repository.commit('Own', { 'README.md': 'own' });
    await publish(repository, other, '003_c.sql');
    await repository.gitOk('-C', other, 'reset', '--quiet', '--hard', 'HEAD~2');
    await publish(repository, other, '004_d.sql');
    await pull();
    expect(await repository.gitOk('ls-files', 'migrations')).toContain('004_d.sql');
    expect(await repository.gitOk('ls-files', 'migrations')).toContain('002_b.sql');
  });

  it('in a branch that is made anew, or newly protected', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk('-c', 'migration-gate.override=now', 'merge', '--quiet', 'feature');
    await repository.gitOk('switch', '--quiet', '--create', 'develop');
    await addMigration(repository, '002_b.sql', 'b');
    await repository.gitOk('branch', '--quiet', '--delete', '--force', 'main');
    await repository.gitOk(...OFF, 'branch', '--quiet', 'main', 'develop~1');
    const config = JSON.parse(repository.read('migration-gate.json'));
    repository.write(
      'migration-gate.json',
      JSON.stringify({ ...config, protect: ['main', 'develop'] }),
    );
    await repository.gitOk('commit', '--quiet', '--all', '--message', 'Protect develop');
    await repository.gate('verify');
    expect(recorded(repository, 'bypasses')).toEqual([]);
  });

  it('in a fresh clone, at the first adoption, nor after init --uninstall', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gate('init', '--uninstall', '--yes');
    await repository.gitOk(...OFF, 'merge', '--quiet', 'feature');
    await repository.gate('verify');
    expect(await repository.gate('init', '--hooks')).toMatchObject({ code: 0, stderr: '' });
    await repository.gate('verify');
    expect(recorded(repository, 'bypasses')).toEqual([]);

    await repository.gitOk(...OFF, 'rm', '--quiet', MIGRATION);
    await addMigration(repository, '002_b.sql', 'b', OFF);
    // A later installation, as each npm install makes it, whitewashes nothing.
    const again = await repository.gate('init', '--hooks');
    expect(again.stderr).toContain('into main came while the hooks were off:\n    002_b.sql\n');
    expect(spoken(recorded(repository, 'bypasses'))).toEqual(['commit: b: 002_b.sql']);
  });
});

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000 - 60_000).toISOString();
}

async function addMigration(
  repository: Repository,
  name: string,
  table: string,
  off: readonly string[] = [],
): Promise<void> {
  repository.write(`migrations/${name}`, makesTable(name, table));
  await repository.gitOk('add', '--all');
  await repository.gitOk(...off, 'commit', '--quiet', '--message', table);
}

/** Somebody else's clone of the same origin, which is main's upstream here. */
async function sharedRepository(repository: Repository): Promise<string> {
  const [origin, other] = ['origin.git', 'other'].map((n) => join(repository.path, '..', n));
  await repository.gitOk('clone', '--quiet', '--bare', repository.path, origin ?? '');
  await repository.gitOk('clone', '--quiet', origin ?? '', other ?? '');
  await repository.gitOk('remote', 'add', 'origin', origin ?? '');
  await repository.gitOk('fetch', '--quiet', 'origin');
  await repository.gitOk('branch', '--quiet', '--set-upstream-to', 'origin/main');
  return other ?? '';
}

async function publish(repository: Repository, other: string, name: string): Promise<void> {
  mkdirSync(join(other, 'migrations'), { recursive: true });
  writeFileSync(join(other, 'migrations', name), makesTable(name, name.slice(4, -4)));
  await repository.gitOk('-C', other, 'add', '--all');
  await repository.gitOk('-C', other, 'commit', '--quiet', '--message', name);
  await repository.gitOk('-C', other, 'push', '--quiet', '--force');
}
