import { describe, expect, it } from 'vitest';
import { LONG, TAKES_LONG } from '../support/long.ts';
import { deployable, ledgerOf, statesOf, tablesOf } from './deployable.ts';
import { connect, GATE_TABLE, holdTable, lockHolders, untilWaiting } from './held-table.ts';

describe('two deploys at the same time', () => {
  it('run each migration exactly once', async () => {
    const later = Array.from({ length: 15 }, (_, i) => String(i + 2).padStart(3, '0'));
    const migrations = {
      '001_wait.sql': `LOCK TABLE ${GATE_TABLE}; CREATE TABLE ran (name text);`,
      ...Object.fromEntries(
        later.map((number) => [`${number}_add.sql`, `INSERT INTO ran VALUES ('${number}');`]),
      ),
    };
    await using made = await deployable({ migrations });
    const { repository, production } = made;
    await using table = await holdTable(production);

    const both = Promise.all([
      repository.gate('deploy', '--yes'),
      repository.gate('deploy', '--yes'),
    ]);
    await untilWaiting(production);
    await expect.poll(() => deploySessions(production), { timeout: 20_000 }).toBe(3);
    await table.release();
    const results = await both;

    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    const said = results.map(({ stdout }) => /Deployed 16|Nothing was pending/.exec(stdout)?.[0]);
    expect(said.sort()).toEqual(['Deployed 16', 'Nothing was pending']);
    const rows = await production.query<{ name: string }>('SELECT name FROM ran ORDER BY name');
    expect(rows.map((row) => row.name)).toEqual(later);
    expect(await ledgerOf(production)).toHaveLength(16);
    expect(await lockHolders(production)).toEqual([]);
  });

  /** Two of the one that runs (the lock, the migrations), one of the one that polls. */
  async function deploySessions(database: Parameters<typeof lockHolders>[0]): Promise<number> {
    const sessions = await database.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database()
       AND application_name LIKE 'migration-gate deployed (Ann Author%'`,
    );
    return sessions.length;
  }
});

describe('a lock that somebody else holds', () => {
  it('is waited for in vain for ten seconds; the holder is named and nothing is run', async ({
    skip,
  }) => {
    skip(!LONG, TAKES_LONG);
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, production } = made;
    const holder = await connect(production, 'migration-gate deployed (Ben <ben@example.com>)');
    const [own] = (await holder.query('SELECT pg_backend_pid() AS pid')).rows;
    await holder.query(`SELECT pg_advisory_lock(${0x4d474154}, 1)`);

    const started = performance.now();
    const busy = await repository.gate('deploy', '--yes');

    expect(busy.code).toBe(1);
    expect(busy.stderr).toContain('migration-gate deployed (Ben <ben@example.com>)');
    expect(busy.stderr).toContain(`process ${own.pid}`);
    expect(performance.now() - started).toBeLessThan(25_000);
    expect(await tablesOf(production)).toEqual([]);

    await holder.end();
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });
});
