import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeOverride } from '../../src/state/debts.ts';
import { type Deployable, deployable, statesOf } from './deployable.ts';
import { connect } from './held-table.ts';

const NAME = '001_a.sql';
const TO = ['resolve', NAME, '--target', 'production'];
const REASON = ['--reason', 'looked at the catalog'];

describe('resolve', () => {
  it('--applied: the migration counts as deployed, and the audit says who and why', async () => {
    await using made = await interrupted();
    const { repository, production } = made;
    const before = await repository.gate('verify');
    expect(before.code).toBe(1);
    expect(before.stdout).toContain(`INTERRUPTED: ${NAME}`);

    const settled = await repository.gate(...TO, '--applied', ...REASON);

    expect(settled).toEqual({
      code: 0,
      stdout: `${NAME} on production is settled: applied.\n`,
      stderr: '',
    });
    expect(await auditOf(made)).toEqual([
      {
        action: 'resolve applied',
        migrations: [NAME],
        reason: 'looked at the catalog',
        by: expect.stringContaining('Ann Author'),
      },
    ]);
    expect(await statesOf(production)).toEqual([`${NAME} applied`]);
    expect(await repository.gate('verify')).toMatchObject({ code: 0 });
  });

  it('--not-applied: it is pending again', async () => {
    await using made = await interrupted();
    const { repository, production } = made;

    const settled = await repository.gate(...TO, '--not-applied', ...REASON);

    expect(settled).toMatchObject({ code: 0, stderr: '' });
    expect(await auditOf(made)).toMatchObject([{ action: 'resolve not-applied' }]);
    expect(await statesOf(production)).toEqual([]);
    const after = await repository.gate('verify');
    expect(after.code).toBe(1);
    expect(after.stdout).toContain('PENDING: Not deployed to production: 1 migration.');
  });

  it("copies this clone's records to the audit table, too", async () => {
    await using made = await interrupted();
    const { repository } = made;
    await writeOverride(join(repository.path, '.git/migration-gate'), {
      reason: 'the server is on fire',
      by: 'Ben',
      at: '2026-11-23T10:00:00.000Z',
      ref: 'refs/heads/main',
      commit: null,
      pairs: [{ name: NAME, blob: '1'.repeat(40) }],
    });

    const settled = await repository.gate(...TO, '--applied', ...REASON);

    expect(settled).toMatchObject({ code: 0, stderr: '' });
    expect(settled.stdout).toContain('1 override copied to the audit table of production.');
    expect(await auditOf(made)).toMatchObject([
      { action: 'resolve applied' },
      { action: 'override', by: 'Ben', reason: 'the server is on fire', migrations: [NAME] },
    ]);
  });

  it('refuses what is not interrupted, and changes nothing', async () => {
    await using made = await interrupted();
    const { repository, production } = made;
    await repository.gate(...TO, '--applied', ...REASON);
    const audit = await auditOf(made);

    const again = await repository.gate(...TO, '--not-applied', ...REASON);

    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain(`✗ ${NAME} is not interrupted on production.`);
    expect(again.stderr).toMatch(/^Nothing was changed on production: /);
    expect(again.stderr).toContain('  npx --no migration-gate verify\n');
    expect(await statesOf(production)).toEqual([`${NAME} applied`]);
    expect(await auditOf(made)).toEqual(audit);
  });

  it('refuses a database that is not the pinned one, and a newer ledger', async () => {
    await using made = await interrupted();
    const { repository, production } = made;
    const refused = async (sql: string, sentence: string): Promise<void> => {
      await production.query(sql);
      const { code, stderr } = await repository.gate(...TO, '--applied', ...REASON);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(sentence) });
      expect(await statesOf(production)).toEqual([`${NAME} started`]);
      expect(await auditOf(made)).toEqual([]);
    };

    await refused(
      'UPDATE migration_gate.gate SET ledger_version = 99',
      'The ledger on production has format 99; this version knows 1.',
    );
    await refused(
      'UPDATE migration_gate.gate SET ledger_version = 1, database_id = gen_random_uuid()',
      'is not the pinned production database.',
    );
  });

  it('rolls back the ledger where the audit cannot be written', async () => {
    await using made = await interrupted();
    const { repository, production } = made;
    await production.query(
      "ALTER TABLE migration_gate.audit ADD CONSTRAINT never CHECK (action = 'never')",
    );

    const failed = await repository.gate(...TO, '--applied', ...REASON);

    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('23514');
    expect(await statesOf(production)).toEqual([`${NAME} started`]);
  });

  it('says who holds the lock, and what to repeat', async () => {
    await using made = await interrupted({ timeoutSeconds: 2 });
    const { repository, production } = made;
    const holder = await connect(production, 'migration-gate deployed (Ben <ben@example.com>)');
    await holder.query(`SELECT pg_advisory_lock(${0x4d474154}, 1)`);

    const busy = await repository.gate(...TO, '--applied', ...REASON);
    await holder.end();

    expect(busy).toMatchObject({ code: 1, stdout: '' });
    expect(busy.stderr).toContain('migration-gate deployed (Ben <ben@example.com>)');
    expect(busy.stderr).toContain(
      `  npx --no migration-gate resolve ${NAME} --target production --applied --reason 'looked at the catalog'\n`,
    );
    expect(await statesOf(production)).toEqual([`${NAME} started`]);
  });

  it.each([
    [[...TO, '--applied', '--reason', ' '], '--reason is empty.'],
    [
      [...TO, ...REASON],
      'Say one of --applied, --not-applied, --accept-change, --renamed-from <old>',
    ],
    [
      [...TO, '--applied', '--not-applied', ...REASON],
      'Say one of --applied, --not-applied, --accept-change, --renamed-from <old>',
    ],
    [
      ['resolve', NAME, '--target', 'nowhere', '--applied', ...REASON],
      'There is no target nowhere; there are local, production.',
    ],
  ])('%j: is bad usage', async (args, problem) => {
    await using made = await deployable();
    const { code, stdout, stderr } = await made.repository.gate(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/\nWhat to type:\n {2}\S/);
  });
});

/** Applied locally; on production it was started, and nobody knows how it ended. */
async function interrupted(more: Record<string, unknown> = {}): Promise<Deployable> {
  const made = await deployable({ gated: true });
  const { repository, production } = made;
  const config = { ...JSON.parse(repository.read('migration-gate.json')), ...more };
  await repository.gitOk('switch', '--quiet', '--create', 'feature');
  await repository.commit('A', {
    'migration-gate.json': `${JSON.stringify(config)}\n`,
    [`migrations/${NAME}`]: 'CREATE TABLE a ();',
  });
  expect(await repository.gate('apply')).toMatchObject({ code: 0 });
  const blob = await repository.gitOk('rev-parse', `HEAD:migrations/${NAME}`);
  await production.query(
    `INSERT INTO migration_gate.ledger (name, blob, sql, state, origin, applied_by)
     VALUES ($1, $2, 'CREATE TABLE a ();', 'started', 'deployed', 'Ben')`,
    [NAME, blob],
  );
  return made;
}

function auditOf({ production }: Deployable): Promise<Record<string, unknown>[]> {
  return production.query('SELECT action, migrations, reason, by FROM migration_gate.audit');
}
