import { describe, expect, test } from 'vitest';
import { planScript } from '../../src/core/plan-script.ts';
import { PATIENT } from '../../src/database/retry-locks.ts';
import { runSteps, type StepsResult } from '../../src/database/run-steps.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { ANN, APPLIED, database, ledger, onSession, STARTED, tables } from './migration-runs.ts';

const HEADER = '-- migration-gate: no-transaction\n';

async function runFile(sql: string, patience: Partial<typeof PATIENT> = {}): Promise<StepsResult> {
  const planned = planScript('001_a.sql', sql, await parseSql(sql));
  if (!('script' in planned) || planned.script.way !== 'steps') throw new Error('not in steps');
  const { script } = planned;
  const quick = { ...PATIENT, sleep: async () => undefined, ...patience };
  return onSession((session) =>
    runSteps(session, { ...ANN, name: '001_a.sql', sql }, script, quick),
  );
}

describe('a file that cannot run in one transaction', () => {
  test('runs statement by statement, with its row before and after', async () => {
    const sql = `${HEADER}CREATE TABLE a (id int);
      CREATE TABLE seen AS SELECT state FROM migration_gate.ledger;
      CREATE INDEX CONCURRENTLY i ON a (id);
      VACUUM a; SET ROLE pg_monitor`;
    expect(await runFile(sql)).toMatchObject({ outcome: 'applied', notices: [] });
    expect(await database.query('SELECT state FROM seen')).toEqual([{ state: 'started' }]);
    expect(await ledger()).toEqual(APPLIED);
  });

  test('a new value of an enum, used at once', async () => {
    await database.query("CREATE TYPE mood AS ENUM ('sad')");
    const sql = `${HEADER}ALTER TYPE mood ADD VALUE 'ok'; CREATE TABLE a (m mood DEFAULT 'ok')`;
    expect(await runFile(sql)).toMatchObject({ outcome: 'applied' });
  });

  test('transactions of its own, each as it is', async () => {
    const sql = `BEGIN; CREATE TABLE a (); COMMIT;
      BEGIN; CREATE TABLE b (); ROLLBACK; BEGIN; CREATE TABLE c (); END`;
    expect(await runFile(sql)).toMatchObject({ outcome: 'applied' });
    expect(await tables()).toEqual(['a', 'c']);
    expect(await ledger()).toEqual(APPLIED);
  });

  test('that fails in its second transaction: it says what stays', async () => {
    const sql = 'BEGIN; CREATE TABLE a (); COMMIT;\nBEGIN; CREATE TABLE b (); SELECT nope; COMMIT';
    expect(await runFile(sql)).toMatchObject({
      outcome: 'interrupted',
      error: { sqlstate: '42703', position: 8 },
      steps: { ran: 3, of: 7, at: sql.indexOf('SELECT nope'), cleanup: [] },
      stopped: false,
    });
    expect(await tables()).toEqual(['a']);
    expect(await ledger()).toEqual(STARTED);
  });

  test('an index that was left invalid is named, and never called applied', async () => {
    await database.query('CREATE TABLE a (id int); INSERT INTO a VALUES (1), (1)');
    const sql = `${HEADER}CREATE UNIQUE INDEX CONCURRENTLY "I" ON a (id)`;
    const failed = await runFile(sql);
    expect(failed).toMatchObject({
      outcome: 'interrupted',
      error: { sqlstate: '23505' },
      steps: { ran: 0, of: 1, cleanup: ['DROP INDEX CONCURRENTLY public."I";'] },
    });
    await database.query('DELETE FROM a; DELETE FROM migration_gate.ledger');
    const again = await runFile(sql.replace('"I"', 'IF NOT EXISTS "I"'));
    expect(again).toMatchObject({
      outcome: 'interrupted',
      error: { message: 'the index public."I" is there, but invalid' },
      steps: { ran: 1, of: 1, at: null, cleanup: ['DROP INDEX CONCURRENTLY public."I";'] },
    });
    expect(await ledger()).toEqual(STARTED);
  });

  test('what the ledger has already does not run again', async () => {
    await runFile(`${HEADER}CREATE TABLE a ()`);
    expect(await runFile(`${HEADER}CREATE TABLE b ()`)).toMatchObject({
      outcome: 'failed',
      error: { sqlstate: '23505' },
    });
    expect(await tables()).toEqual(['a']);
  });

  test('stops before the next statement where it must', async () => {
    let asked = 0;
    const stopped = (): string | null => (asked++ === 1 ? 'stopped' : null);
    const result = await runFile(`${HEADER}CREATE TABLE a (); CREATE TABLE b ()`, { stopped });
    expect(result).toMatchObject({
      ...{ outcome: 'interrupted', stopped: true, error: { message: 'stopped' } },
      steps: { ran: 1, of: 2 },
    });
    expect(await tables()).toEqual(['a']);
  });

  test('a line that breaks leaves it started', async () => {
    const sql = `${HEADER}CREATE TABLE a (); SELECT pg_terminate_backend(pg_backend_pid())`;
    expect(await runFile(sql)).toMatchObject({
      ...{ outcome: 'interrupted', error: { sqlstate: '57P01' } },
      steps: { ran: 1, of: 2 },
    });
    expect(await ledger()).toEqual(STARTED);
  });
});

describe('locks', () => {
  test('are waited for 5 s, and without a limit by CONCURRENTLY', async () => {
    await database.query(`CREATE TABLE t (at text); CREATE FUNCTION f(int) RETURNS int IMMUTABLE
      LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '%', current_setting('lock_timeout'); RETURN 1; END $$;
      CREATE TABLE a (id int); INSERT INTO a VALUES (1)`);
    const sql = `${HEADER}CREATE INDEX CONCURRENTLY ON a (f(id));
      INSERT INTO t SELECT current_setting('lock_timeout')`;
    const { notices } = await runFile(sql);
    expect(new Set(notices.map(({ message }) => message))).toEqual(new Set(['0']));
    expect(await database.query('SELECT at FROM t')).toEqual([{ at: '5s' }]);
  });

  test('what was not to be had is tried again, the rest is not', async () => {
    await database.query('CREATE TABLE a (); CREATE TABLE ran ()');
    const sql = `${HEADER}SET lock_timeout TO '50ms'; INSERT INTO ran DEFAULT VALUES;
      BEGIN; CREATE TABLE b (); ALTER TABLE a ADD COLUMN x int; COMMIT`;
    const result = await onSession(async (holder) => {
      await holder.run('BEGIN; LOCK TABLE a');
      return runFile(sql, { sleep: () => holder.run('ROLLBACK') });
    });
    expect(result).toMatchObject({ outcome: 'applied' });
    expect(await database.query('SELECT FROM ran')).toHaveLength(1);
    expect(await tables()).toEqual(['a', 'b', 'ran']);
  });
});
