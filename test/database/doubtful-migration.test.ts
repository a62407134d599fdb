import { describe, expect, test } from 'vitest';
import { readTransactionFate } from '../../src/database/read-transaction-fate.ts';
import { type RunResult, runMigration } from '../../src/database/run-migration.ts';
import { withSession } from '../../src/database/session.ts';
import { localServer } from '../support/postgres.ts';
import { type Cut, cuttingProxy } from './cutting-proxy.ts';
import {
  ANN,
  APPLIED,
  database,
  ledger,
  OPTIONS,
  onSession,
  run,
  STARTED,
  tables,
} from './migration-runs.ts';

describe('interrupted: a file that ends its transaction itself', () => {
  test.each([
    ['with a transaction of its own', 'BEGIN; CREATE TABLE a (); COMMIT;', ['a']],
    ['in the middle', 'CREATE TABLE a (); COMMIT; CREATE TABLE b ()', ['a', 'b']],
    ['with END', 'CREATE TABLE a (); END', ['a']],
    ['and begins another', 'CREATE TABLE a (); COMMIT; BEGIN; CREATE TABLE b ()', ['a']],
    ['with a chain', 'CREATE TABLE a (); COMMIT AND CHAIN; CREATE TABLE b ()', ['a']],
    ['by rolling back', 'CREATE TABLE a (); ROLLBACK; CREATE TABLE b ()', ['b']],
  ])('%s', async (_name, sql, left) => {
    expect(await run(sql)).toMatchObject({
      outcome: 'interrupted',
      error: { message: expect.stringContaining('ended its transaction itself') },
    });
    expect(await tables()).toEqual(left);
    expect(await ledger()).toEqual(STARTED);
  });

  test.each([
    ['a COMMIT', 'CREATE TABLE a (); COMMIT; SELECT nope', ['a']],
    ['a COMMIT and a BEGIN', 'CREATE TABLE a (); COMMIT; BEGIN; SELECT nope', ['a']],
    ['a ROLLBACK and a COMMIT', 'ROLLBACK; BEGIN; CREATE TABLE a (); COMMIT; SELECT nope', ['a']],
  ])('and fails after %s', async (_name, sql, left) => {
    expect(await run(sql)).toMatchObject({
      outcome: 'interrupted',
      error: { sqlstate: '42703' },
    });
    expect(await tables()).toEqual(left);
    expect(await ledger()).toEqual(STARTED);
  });

  test('but a failure after a ROLLBACK alone has left nothing', async () => {
    const sql = 'CREATE TABLE a (); ROLLBACK; CREATE TABLE b (); SELECT nope';
    expect(await run(sql)).toMatchObject({ outcome: 'failed' });
    expect(await tables()).toEqual([]);
    expect(await ledger()).toEqual([]);
  });
});

describe('unknown: the line breaks', () => {
  async function runThrough(query: string, cut: Cut, sql: string): Promise<RunResult> {
    await using proxy = await cuttingProxy(localServer(), query, cut);
    const { host, port } = proxy;
    const connection = { ...database.connection, host, port };
    return await withSession(connection, OPTIONS, (session) =>
      runMigration(session, { ...ANN, name: '001_a.sql', sql }),
    );
  }

  test.each([
    ['before it arrives', 'aborted', [], []],
    ['after it is answered', 'committed', ['a'], APPLIED],
  ] as const)('at COMMIT, %s: the server knows it is %s', async (cut, fate, left, rows) => {
    const result = await runThrough('COMMIT', cut, 'CREATE TABLE a ()');
    if (result.outcome !== 'unknown') throw new Error(result.outcome);
    expect(result.error).toMatchObject({ sqlstate: null });
    const { transaction } = result;
    expect(await onSession((s) => readTransactionFate(s, transaction, 10))).toBe(fate);
    expect(await tables()).toEqual(left);
    expect(await ledger()).toEqual(rows);
  });

  test('while it runs: rolled back, for no COMMIT was on its way', async () => {
    const sql = 'CREATE TABLE a ()';
    expect(await runThrough(sql, 'before it arrives', sql)).toMatchObject({ outcome: 'failed' });
    expect(await ledger()).toEqual([]);
  });

  test('while a file runs that commits by itself: its fate tells', async () => {
    const sql = 'CREATE TABLE a (); COMMIT';
    const result = await runThrough(sql, 'after it is answered', sql);
    if (result.outcome !== 'unknown') throw new Error(result.outcome);
    const { transaction } = result;
    expect(await onSession((s) => readTransactionFate(s, transaction, 10))).toBe('committed');
  });

  test('a server that cuts it: rolled back', async () => {
    const result = await run('CREATE TABLE a (); SELECT pg_terminate_backend(pg_backend_pid())');
    expect(result).toMatchObject({ outcome: 'failed', error: { sqlstate: '57P01' } });
    expect(await tables()).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  test('a transaction that goes on stays in progress', async () => {
    await onSession(async (other) => {
      const results = await other.run('BEGIN; SELECT txid_current() AS id');
      const id = results[1]?.[0]?.['id'] ?? '';
      expect(await onSession((s) => readTransactionFate(s, id, 0.3))).toBe('in progress');
    });
  });
});
