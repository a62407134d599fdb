import { describe, expect, it } from 'vitest';
import { needsParser, planScript } from '../../src/core/plan-script.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';

const PATH = 'migrations/001_a.sql';
const HEADER = '-- migration-gate: no-transaction\n';

async function plan(text: string): Promise<unknown> {
  const found = planScript(PATH, text, needsParser(text) ? await parseSql(text) : null);
  if ('refusal' in found) return found.refusal.message;
  const { script } = found;
  if (script.way === 'transaction') return script.text === text ? 'as it is' : script.text;
  return script.units.map((unit) => unit.map((step) => step.text).join('|'));
}

describe('planScript', () => {
  it.each([
    'CREATE TABLE a ();',
    '',
    'SAVEPOINT s; CREATE TABLE a (); ROLLBACK TO s; RELEASE s',
    'DO $$ BEGIN PERFORM 1; COMMIT; END $$',
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; SELECT 1 AS commit',
    "ALTER TYPE t ADD VALUE 'x'",
    'CREATE TABLE "vacuum" (begin int)',
    'DELETE FROM a RETURNING WITH (OLD AS begin_of_another_grammar) x y z',
  ])('one message in our transaction: %j', async (text) => {
    expect(await plan(text)).toBe('as it is');
  });

  it.each([
    ['BEGIN; SELECT 1; COMMIT;', '     ; SELECT 1;       ;'],
    [
      '-- é🎉\nSTART /* 🎉 */ TRANSACTION;\nSELECT 1;END',
      '-- é🎉\n                         ;\nSELECT 1;   ',
    ],
    [
      "SET x.y = '1'; begin\n work; SAVEPOINT s; RELEASE s; commit and no chain",
      "SET x.y = '1';      \n     ; SAVEPOINT s; RELEASE s;                    ",
    ],
    ['CREATE EXTENSION x; BEGIN; COMMIT;', 'CREATE EXTENSION x;      ;       ;'],
  ])('its own BEGIN and COMMIT blanked out: %j', async (text, runs) => {
    const found = await plan(text);
    expect(found).toBe(runs);
    expect([...runs].length).toBe([...text].length);
  });

  it.each([
    [
      'BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; ROLLBACK;',
      ['BEGIN|SELECT 1|COMMIT', 'BEGIN|SELECT 2|ROLLBACK'],
    ],
    [
      'SELECT 0; BEGIN; SELECT 1; COMMIT; SELECT 2',
      ['SELECT 0', 'BEGIN|SELECT 1|COMMIT', 'SELECT 2'],
    ],
    [
      'BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2; COMMIT',
      ['BEGIN|SELECT 1|COMMIT AND CHAIN|SELECT 2|COMMIT'],
    ],
    [
      'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT',
      ['BEGIN ISOLATION LEVEL SERIALIZABLE|SELECT 1|COMMIT'],
    ],
    ['BEGIN; SELECT 1; ROLLBACK', ['BEGIN|SELECT 1|ROLLBACK']],
    [`${HEADER}SELECT 1;\n\nSELECT 2`, ['SELECT 1', 'SELECT 2']],
    [
      `${HEADER}VACUUM a; CREATE INDEX CONCURRENTLY ON a (b);`,
      ['VACUUM a', 'CREATE INDEX CONCURRENTLY ON a (b)'],
    ],
    [`${HEADER}BEGIN; SELECT 1; COMMIT`, ['BEGIN|SELECT 1|COMMIT']],
  ])('statement by statement: %j', async (text, units) => {
    expect(await plan(text)).toEqual(units);
  });

  it.each([
    'CREATE UNIQUE /* x */ INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)',
    'DROP INDEX CONCURRENTLY i',
    'REINDEX (CONCURRENTLY) TABLE t',
    'REINDEX TABLE CONCURRENTLY t',
    'REINDEX SCHEMA s',
    'REINDEX (VERBOSE) DATABASE d',
    'ALTER TABLE t DETACH PARTITION p CONCURRENTLY',
    'VACUUM',
    'VACUUM (FULL) t',
    'CLUSTER',
    "ALTER SYSTEM SET a = 'b'",
    'CREATE DATABASE d',
    'DROP DATABASE IF EXISTS d',
    'ALTER DATABASE d SET TABLESPACE t',
    "CREATE TABLESPACE t LOCATION '/x'",
    'DROP TABLESPACE t',
    "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
    'ALTER SUBSCRIPTION s REFRESH PUBLICATION',
    'ALTER SUBSCRIPTION s SET PUBLICATION p',
    'DISCARD ALL',
    "COMMIT PREPARED 'x'",
  ])('cannot run in a transaction: %s', async (sql) => {
    expect(await plan(`SELECT 1;\n ${sql};`)).toMatch(
      /^migrations\/001_a.sql:2:2 .*transaction\.$/,
    );
    expect(await plan(`${HEADER}${sql};`)).toEqual([sql]);
  });

  it.each([
    'CREATE INDEX i ON t (a)',
    'CREATE INDEX "concurrently" ON t (a)',
    'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
    'REINDEX (CONCURRENTLY false) TABLE t',
    'REINDEX TABLE t',
    'ALTER TABLE t DETACH PARTITION p FINALIZE',
    'CLUSTER t',
    'ALTER DATABASE d SET work_mem TO 1',
    "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
    'ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = off)',
    'ANALYZE t',
    'DISCARD PLANS',
  ])('can run in one: %s', async (sql) => {
    expect(await plan(sql)).toBe('as it is');
  });

  it('takes no text for read that was not', () => {
    expect(planScript(PATH, 'COMMIT', null)).toMatchObject({
      refusal: { message: `${PATH} was not read as SQL.` },
    });
  });
});
