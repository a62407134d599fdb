import { describe, expect, test } from 'vitest';
import { runMigration } from '../../src/database/run-migration.ts';
import { ANN, APPLIED, database, ledger, onSession, run, tables } from './migration-runs.ts';

describe('failed', () => {
  test('nothing of it is left; the place is counted in characters', async () => {
    const sql = '-- é🐘\nCREATE TABLE a ();\nSELECT nope;';
    expect(await run(sql)).toEqual({
      outcome: 'failed',
      error: {
        message: 'column "nope" does not exist',
        sqlstate: '42703',
        position: 33,
        detail: null,
        hint: null,
        lockTimeout: false,
      },
      notices: [],
    });
    expect([...sql].slice(32).join('')).toBe('nope;');
    expect(await tables()).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  test('and another can run on the same session', async () => {
    await onSession(async (session) => {
      await runMigration(session, { ...ANN, name: '001_a.sql', sql: 'SELECT nope' });
      const fixed = { ...ANN, name: '001_a.sql', sql: 'SELECT 1' };
      expect(await runMigration(session, fixed)).toMatchObject({ outcome: 'applied' });
    });
    expect(await ledger()).toEqual(APPLIED);
  });

  test('by a constraint that is checked at the end', async () => {
    const sql = `CREATE TABLE a (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
      INSERT INTO a VALUES (1), (1)`;
    expect(await run(sql)).toMatchObject({ outcome: 'failed', error: { sqlstate: '23505' } });
    expect(await tables()).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  test.each([
    ['CREATE INDEX CONCURRENTLY', 'CREATE INDEX CONCURRENTLY ON pg_class (relname)', '25001'],
    ['COPY FROM stdin', 'CREATE TABLE a (); COPY a FROM stdin', '57014'],
    ['a meta-command of psql', '\\d', '42601'],
    ['a NUL byte', 'SELECT 1\u0000', '22021'],
    ['a transaction that may only read', 'SET TRANSACTION READ ONLY', '25006'],
  ])('%s', async (_name, sql, sqlstate) => {
    expect(await run(sql)).toMatchObject({ outcome: 'failed', error: { sqlstate } });
    expect(await tables()).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  test('what the ledger has already does not run again', async () => {
    await run('CREATE TABLE a ()');
    expect(await run('CREATE TABLE b ()')).toMatchObject({
      outcome: 'failed',
      error: { sqlstate: '23505' },
    });
    expect(await tables()).toEqual(['a']);
  });

  test('a file that takes its own row away', async () => {
    const result = await run('CREATE TABLE a (); DELETE FROM migration_gate.ledger');
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { message: 'its row in the ledger is gone' },
    });
    expect(await tables()).toEqual([]);
  });
});

describe('a lock that is not to be had', () => {
  const SQL = `SET LOCAL lock_timeout TO '50ms'; CREATE TABLE b (); ALTER TABLE a ADD COLUMN x int`;

  test('is tried five times more, with growing pauses', async () => {
    await database.query('CREATE TABLE a ()');
    const pauses: number[] = [];
    const patience = {
      sleep: async (milliseconds: number) => pauses.push(milliseconds),
      random: () => 0.5,
    };
    const result = await onSession(async (holder) => {
      await holder.run('BEGIN; LOCK TABLE a');
      return onSession((session) =>
        runMigration(session, { ...ANN, name: '001_a.sql', sql: SQL }, patience),
      );
    });
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { sqlstate: '55P03', lockTimeout: true },
    });
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(await tables()).toEqual(['a']);
    expect(await ledger()).toEqual([]);
  });

  test('and once it is, the migration has run once', async () => {
    await database.query('CREATE TABLE a ()');
    const result = await onSession(async (holder) => {
      await holder.run('BEGIN; LOCK TABLE a');
      const patience = { sleep: () => holder.run('ROLLBACK'), random: () => 0 };
      return onSession((session) =>
        runMigration(session, { ...ANN, name: '001_a.sql', sql: SQL }, patience),
      );
    });
    expect(result).toMatchObject({ outcome: 'applied' });
    expect(await tables()).toEqual(['a', 'b']);
    expect(await ledger()).toEqual(APPLIED);
  });

  test('waits five seconds at most, unless the file says otherwise', async () => {
    await onSession(async (session) => {
      const sql = `CREATE TABLE a AS SELECT current_setting('lock_timeout') AS t`;
      await runMigration(session, { ...ANN, name: '001_a.sql', sql });
      expect(await session.query('SELECT t FROM a')).toEqual([{ t: '5s' }]);
    });
  });
});

test('two that run the same migration at once: it runs once', async () => {
  const sql = 'SELECT pg_sleep(0.3); CREATE TABLE a ()';
  const results = await Promise.all([run(sql), run(sql)]);
  expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['applied', 'failed']);
  expect(await ledger()).toEqual(APPLIED);
});
