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

const MIGRATIONS = {
  '001_a.sql': 'CREATE TABLE a ();',
  '002_b.sql': `CREATE TABLE b (); LOCK TABLE ${GATE_TABLE}; CREATE TABLE b_after ();`,
  '003_c.sql': 'CREATE TABLE c ();',
};

describe('a deploy that is killed in the middle of a migration', () => {
  it('leaves a true ledger and a free lock, and the next one finishes', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await using table = await holdTable(production);
    const { ended, kill } = await startGate(repository, 'deploy', '--yes');
    await untilWaiting(production);

    kill();

    expect((await ended).code).toBe(137);
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    await expect.poll(() => lockHolders(production)).toEqual([]);
    // The server process of the dead one still waits; the next deployer waits behind it.
    const next = repository.gate('deploy', '--yes');
    await expect.poll(() => lockHolders(production), { timeout: 20_000 }).toHaveLength(1);
    await table.release();

    expect(await next).toMatchObject({ code: 0 });
    expect((await next).stdout).not.toContain('✓ 001_a.sql');
    expect(await statesOf(production)).toHaveLength(3);
    expect(await tablesOf(production)).toEqual(['a', 'b', 'b_after', 'c', GATE_TABLE]);
  });
});

describe('a deploy whose lock is lost while a migration runs', () => {
  it('stops before the next one, and says what ran', async () => {
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
    expect(stopped.stdout).toContain('✓ 002_b.sql');
    expect(stopped.stderr).toContain('lock');
    expect(stopped.stderr).toContain('003_c.sql');
    expect(await statesOf(production)).toEqual(['001_a.sql applied', '002_b.sql applied']);
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    expect(await statesOf(production)).toHaveLength(3);
  });

  it('fails where the migration itself is cut off, with nothing of it left', async () => {
    await using made = await deployable({ migrations: MIGRATIONS });
    const { repository, production } = made;
    await using table = await holdTable(production);
    const deploy = repository.gate('deploy', '--yes');
    await untilWaiting(production);

    await cutWaiting(production);
    await table.release();
    const cut = await deploy;

    expect(cut.code).toBe(1);
    expect(cut.stderr).toContain('002_b.sql');
    expect(cut.stderr).toContain('not run: 003_c.sql');
    expect(cut.stderr).not.toContain('Correct migrations/002_b.sql');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(await tablesOf(production)).toEqual(['a', GATE_TABLE]);
    expect(await lockHolders(production)).toEqual([]);
    expect(await repository.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    expect(await statesOf(production)).toHaveLength(3);
  });
});
