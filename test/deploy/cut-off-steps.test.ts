import { describe, expect, it } from 'vitest';
import { deployable, statesOf, tablesOf } from './deployable.ts';
import {
  cutWaiting,
  GATE_TABLE,
  holdTable,
  lockHolders,
  startGate,
  untilWaiting,
} from './held-table.ts';

const HEADER = '-- migration-gate: no-transaction\n';
const MIGRATIONS = {
  '001_a.sql': 'CREATE TABLE a ();',
  '002_index.sql': `${HEADER}CREATE TABLE b ();
CREATE INDEX CONCURRENTLY i ON ${GATE_TABLE} ((1));
CREATE TABLE b_after ();`,
  '003_c.sql': 'CREATE TABLE c ();',
};

describe('a file that runs statement by statement', () => {
  it('is interrupted by kill -9 inside CONCURRENTLY, blocks, and the lock is free', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await using table = await holdTable(production);
    const { ended, kill } = await startGate(repository, 'deploy', '--yes');
    await untilWaiting(production);

    kill();

    expect((await ended).code).toBe(137);
    expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_index.sql started']);
    await expect.poll(() => lockHolders(production)).toEqual([]);
    await table.release();
    const next = await repository.gate('deploy', '--yes');
    expect(next).toMatchObject({ code: 1, stdout: '' });
    expect(next.stderr).toContain('002_index.sql was started on production and never finished.');
    expect(await tablesOf(production)).toEqual(['a', 'b', GATE_TABLE]);
  });

  it('stops before the next statement where the deploy lock is lost', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await using table = await holdTable(production);
    const deploy = repository.gate('deploy', '--yes');
    await untilWaiting(production);

    const [holder] = await lockHolders(production);
    await production.query('SELECT pg_terminate_backend($1, 5000)', [holder]);
    await table.release();
    const stopped = await deploy;

    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain('002_index.sql:4:1: stopped before this statement');
    expect(stopped.stderr).toContain('(2 of 3 statements ran and stay; started)');
    expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_index.sql started']);
  });

  it('and where its own line is cut, it says so', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await using table = await holdTable(production);
    const deploy = repository.gate('deploy', '--yes');
    await untilWaiting(production);

    await cutWaiting(production);
    await table.release();
    const cut = await deploy;

    expect(cut.code).toBe(1);
    expect(cut.stderr).toContain('(1 of 3 statements ran and stay; started)');
    expect(cut.stderr).toContain('resolve 002_index.sql --target production --not-applied');
    expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_index.sql started']);
    await expect.poll(() => lockHolders(production)).toEqual([]);
  });
});
