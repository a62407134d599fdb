import { describe, expect, it } from 'vitest';
import { bundleParts } from '../../src/core/bundle-parts.ts';
import { planScript } from '../../src/core/plan-script.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';

/** The parts, and how they run; or the refusal's message. */
async function split(sql: string): Promise<string | { transactional: boolean; parts: string[] }> {
  const planned = planScript('migrations/001_a.sql', sql, await parseSql(sql));
  if ('refusal' in planned) return planned.refusal.message;
  const { transactional, parts } = bundleParts(sql, planned.script);
  return { transactional, parts: parts.map(({ start, end }) => sql.slice(start, end)) };
}

const whole = (sql: string) => ({ transactional: true, parts: [sql] });
const NONE = '-- migration-gate: no-transaction\n';

describe('how a bundle runs a file', () => {
  it.each(['SELECT 1; SELECT 2', '', '-- BEGIN;\n', "SELECT 'BEGIN; COMMIT'", 'SAVEPOINT a;'])(
    'as it is, in the transaction of its row: %j',
    async (sql) => {
      expect(await split(sql)).toEqual(whole(sql));
    },
  );

  it.each([
    ['BEGIN; SELECT 1; COMMIT;', 'SELECT 1; '],
    ['/* é */ start transaction;\nSELECT 1;\nSELECT 2;\nEND -- é', 'SELECT 1;\nSELECT 2;\n'],
    ['BEGIN; SAVEPOINT a; SELECT 1; RELEASE a; COMMIT', 'SAVEPOINT a; SELECT 1; RELEASE a; '],
    ['BEGIN; COMMIT', ''],
  ])('without a BEGIN and COMMIT around all of it: %j', async (sql, inner) => {
    expect(await split(sql)).toEqual({ transactional: true, parts: [inner] });
  });

  it('with what may stand before BEGIN, as deploy does', async () => {
    const sql = '-- x\nCREATE EXTENSION a; SET x = 1;\nBEGIN; SELECT 1; COMMIT;';
    const before = '-- x\nCREATE EXTENSION a; SET x = 1;\n';
    expect(await split(sql)).toEqual({ transactional: true, parts: [before, 'SELECT 1; '] });
  });

  it.each([
    [`${NONE}VACUUM; SELECT 1;`, ['VACUUM', 'SELECT 1']],
    [`${NONE}/* 😀 */ VACUUM; SELECT '😀';`, ['VACUUM', "SELECT '😀'"]],
    ['BEGIN; SELECT 1; COMMIT; SELECT 2', ['BEGIN', 'SELECT 1', 'COMMIT', 'SELECT 2']],
    ['BEGIN; COMMIT; BEGIN; COMMIT', ['BEGIN', 'COMMIT', 'BEGIN', 'COMMIT']],
    [
      'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT',
      ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'SELECT 1', 'COMMIT'],
    ],
    [`${NONE}BEGIN; SELECT 1; COMMIT; VACUUM`, ['BEGIN', 'SELECT 1', 'COMMIT', 'VACUUM']],
  ])('one by one: %j', async (sql, parts) => {
    expect(await split(sql)).toEqual({ transactional: false, parts });
  });

  it.each([
    ['SELECT 1;\nVACUUM;', 'migrations/001_a.sql:2:1 VACUUM cannot run in a transaction.'],
    ['BEGIN; SELECT 1;', 'migrations/001_a.sql:1:1 BEGIN: the file never ends this transaction.'],
    ['BEGIN; SELEC 1; COMMIT;', expect.stringContaining('cannot be told apart')],
  ])('not at all, in the words of deploy: %j', async (sql, message) => {
    expect(await split(sql)).toEqual(message);
  });
});
