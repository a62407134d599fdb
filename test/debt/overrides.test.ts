import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DebtEntry } from '../../src/core/list-debts.ts';
import { type Gated, gatedRepository } from '../gate/gated-repository.ts';
import { CLI, type Repository } from '../support/repository.ts';
import { OFF, readLines, recorded, writeLines } from './recorded.ts';

const NAME = '001_create_customers.sql';
const OVERRIDE = ['-c', 'migration-gate.override=the server is on fire'];

describe('overrides', () => {
  it('shows the debt, shares it once, others see it, and it is settled for good', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk(...OVERRIDE, 'merge', '--quiet', 'feature');
    const listed = await repository.gate('overrides');
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout.replaceAll(/\d{4}-\d\d-\d\d/g, 'DATE')).toMatchInlineSnapshot(`
      "1 not deployed, 0 settled or withdrawn.

      ⚠️  override into main, DATE, by Ann Author <ann@example.com>
          the server is on fire
          001_create_customers.sql: not on local, not on production
          Less than a day old; it blocks when it is older than 14.
          Only this clone knows of it yet.

      What to type:
        npx --no migration-gate apply main
        npx --no migration-gate deploy main
        npx --no migration-gate overrides --share
      "
    `);

    const shared = await repository.gate('overrides', '--share');
    expect(shared).toMatchObject({ code: 0, stderr: '' });
    expect(shared.stdout).toMatch(/^1 override copied to the audit table of production\.\n/);
    expect(shared.stdout).not.toContain('--share');
    // Also when this clone forgets that it did.
    writeLines(repository, 'done.jsonl', []);
    expect(await repository.gate('overrides', '--share')).toMatchObject({ code: 0 });
    const [record] = recorded(repository, 'overrides');
    expect(await auditOf(gated)).toEqual([
      {
        action: 'override',
        by: 'Ann Author <ann@example.com>',
        reason: 'the server is on fire',
        migrations: [NAME],
        details: {
          id: expect.stringMatching(/^[0-9a-f]{32}$/),
          at: record?.at,
          ref: 'refs/heads/main',
          commit: await repository.gitOk('rev-parse', 'main'),
          pairs: record?.pairs,
        },
      },
    ]);

    const { entries, problems } = await listIn(await cloneOf(repository), repository);
    expect(problems).toEqual([]);
    expect(entries).toMatchObject([
      {
        kind: 'override',
        state: 'open',
        here: false,
        shared: true,
        reason: 'the server is on fire',
        by: 'Ann Author <ann@example.com>',
        migrations: [{ name: NAME, missingOn: ['local', 'production'] }],
      },
    ]);

    expect(await repository.gate('apply', 'main')).toMatchObject({ code: 0 });
    expect(await repository.gate('deploy', 'main', '--yes')).toMatchObject({ code: 0 });
    const down = downOf(gated);
    const silent = await listIn(repository.path, down);
    expect(silent.entries).toMatchObject([{ state: 'settled', migrations: [{ unknownOn: [] }] }]);
    expect(silent.problems).toEqual([expect.stringContaining('ECONNREFUSED')]);
    // A settled override lets nothing pass any more, and is no debt.
    const verified = await down.gate('verify');
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain('UNREACHABLE');
    expect(verified.stdout).not.toContain('DEBT');
  });

  it('deploy copies the records, and goes on where it cannot; --share says what to do', async () => {
    await using gated = await gatedRepository();
    const { repository, production } = gated;
    await repository.gitOk(...OVERRIDE, 'merge', '--quiet', 'feature');
    await repository.gitOk(...OFF, 'commit', '--quiet', '--allow-empty', '--message', 'x');
    await production.query(
      "ALTER TABLE migration_gate.audit ADD CONSTRAINT never CHECK (action = 'never')",
    );

    const failed = await repository.gate('overrides', '--share');
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toContain('⚠️  What is recorded here was not copied');
    const deployed = await repository.gate('deploy', 'main', '--yes');
    expect(deployed).toMatchObject({ code: 0 });
    expect(deployed.stderr).toContain('23514');
    expect(deployed.stderr).toContain('To try again:  npx --no migration-gate overrides --share');
    expect(await auditOf(gated)).toEqual([]);

    await production.query('ALTER TABLE migration_gate.audit DROP CONSTRAINT never');
    const again = await repository.gate('deploy', 'main', '--yes');
    expect(again.stdout).toContain('1 override copied to the audit table of production.\n');
    expect(await auditOf(gated)).toMatchObject([{ action: 'override', migrations: [NAME] }]);
    await production.query(
      "INSERT INTO migration_gate.audit (by, action, details) VALUES ('Eve', 'override', '[1]')",
    );
    const { entries, problems } = await listIn(repository.path, repository);
    expect(entries).toHaveLength(1);
    expect(problems).toEqual([
      "1 row of production's audit table is no override that can be read.",
    ]);
    const down = await downOf(gated).gate('overrides', '--share');
    expect(down).toMatchObject({ code: 2, stdout: '' });
    expect(down.stderr).toContain('Nothing was copied to');
  });

  it('blocks verify, merge and push from the moment it is older than allowed', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await repository.gitOk(...OVERRIDE, 'merge', '--quiet', 'feature');
    const [line = ''] = readLines(repository, 'overrides.jsonl');
    const agedBy = (ms: number): void => {
      const at = new Date(Date.now() - 14 * 86_400_000 - ms).toISOString();
      writeLines(repository, 'overrides.jsonl', [JSON.stringify({ ...JSON.parse(line), at })]);
    };
    const origin = join(repository.path, '..', 'origin.git');
    await repository.gitOk('init', '--quiet', '--bare', origin);
    await repository.gitOk('switch', '--quiet', '--create', 'config');
    const config = JSON.parse(repository.read('migration-gate.json'));
    await repository.commit('Order', {
      'migrations/002_b.sql': '-- Migration: 002_b.sql\nSELECT 1;\n',
      'migration-gate.json': JSON.stringify({ ...config, order: 'allow' }),
    });
    await repository.gitOk('switch', '--quiet', 'main');

    agedBy(-60_000);
    expect(await repository.gate('verify')).toMatchObject({ code: 0 });
    expect(await repository.git('push', origin, 'main')).toMatchObject({ code: 0 });
    agedBy(1);
    const said = '✗ DEBT: Let through more than 14 days ago (14 days are allowed)';
    const verified = await repository.gate('verify');
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain(said);
    for (const args of [
      [...OVERRIDE, 'merge', 'config'],
      ['push', origin, 'main:refs/heads/master'],
    ]) {
      const refused = await repository.git(...args);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain(said);
    }
  });
});

async function auditOf({ production }: Gated): Promise<Record<string, unknown>[]> {
  const columns = 'action, by, reason, migrations, details';
  return production.query(`SELECT ${columns} FROM migration_gate.audit ORDER BY id`);
}

const downOf = ({ repository, production }: Gated): Repository =>
  repository.with({
    DATABASE_URL: production.url.replace(/:\d+\//, ':1/'),
    DATABASE_CA_CERT: production.server.caFile ?? '',
  });

/** Somebody else's clone, with the same databases. */
async function cloneOf(repository: Repository): Promise<string> {
  const clone = join(repository.path, '..', 'clone');
  await repository.gitOk('clone', '--quiet', repository.path, clone);
  copyFileSync(join(repository.path, '.env'), join(clone, '.env'));
  return clone;
}

async function listIn(
  folder: string,
  repository: Repository,
): Promise<{ entries: DebtEntry[]; problems: string[] }> {
  const typed = ['-c', 'cd "$1" && exec "$2" "$3" overrides --json', 'sh'];
  const { code, stdout, stderr } = await repository.run('sh', [
    ...typed,
    ...[folder, process.execPath, CLI],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { version, debts, problems } = JSON.parse(stdout);
  expect(version).toBe(1);
  return { entries: debts, problems };
}
