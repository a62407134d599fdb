import { describe, expect, it } from 'vitest';
import { findDestructive, mayDestroy } from '../../src/core/find-destructive.ts';
import { destructiveIn, filesOf, placed } from './audited.ts';

const said = async (...texts: readonly string[]): Promise<string[]> =>
  (await destructiveIn(...texts)).map(({ message, rule }) => `${message} (${rule})`);

describe('findDestructive names', () => {
  it.each([
    ['DROP TABLE users', 'DROP TABLE users: its rows are lost (drop-table)'],
    [
      'DROP TABLE IF EXISTS billing.users CASCADE',
      'DROP TABLE billing.users CASCADE: its rows are lost, with all that depends on it (drop-table)',
    ],
    ['DROP FOREIGN TABLE f', 'DROP FOREIGN TABLE f: what reads it breaks (drop-foreign-table)'],
    ['DROP VIEW v', 'DROP VIEW v: what reads it breaks (drop-view)'],
    [
      'DROP MATERIALIZED VIEW v',
      'DROP MATERIALIZED VIEW v: what reads it breaks (drop-materialized-view)',
    ],
    ['DROP SEQUENCE s', 'DROP SEQUENCE s: its position is lost (drop-sequence)'],
    ['DROP TYPE t', 'DROP TYPE t: what uses it breaks (drop-type)'],
    ['DROP DOMAIN d', 'DROP DOMAIN d: what uses it breaks (drop-domain)'],
    ['DROP FUNCTION f(int)', 'DROP FUNCTION f: what calls it breaks (drop-function)'],
    ['DROP PROCEDURE p', 'DROP PROCEDURE p: what calls it breaks (drop-procedure)'],
    ['DROP AGGREGATE a(int)', 'DROP AGGREGATE a: what calls it breaks (drop-aggregate)'],
    [
      'DROP SCHEMA s CASCADE',
      'DROP SCHEMA s CASCADE: what uses it breaks, with all that depends on it (drop-schema)',
    ],
    ['DROP EXTENSION e', 'DROP EXTENSION e: what uses it breaks (drop-extension)'],
    ['DROP DATABASE d', 'DROP DATABASE d: all of it is lost (drop-database)'],
    ['DROP OWNED BY bob', 'DROP OWNED BY bob: all that this role owns is lost (drop-owned-by)'],
    ['ALTER TABLE t DROP COLUMN c', 'DROP COLUMN t.c: its values are lost (drop-column)'],
    ['ALTER TYPE t DROP ATTRIBUTE c', 'DROP COLUMN t.c: its values are lost (drop-column)'],
    [
      'ALTER TABLE t DROP CONSTRAINT k CASCADE',
      'DROP CONSTRAINT k CASCADE: it goes, with all that depends on it (drop-cascade)',
    ],
    [
      'DROP INDEX i CASCADE',
      'DROP INDEX i CASCADE: it goes, with all that depends on it (drop-cascade)',
    ],
    ['TRUNCATE t', 'TRUNCATE t: its rows are lost (truncate)'],
    [
      'TRUNCATE t CASCADE',
      'TRUNCATE t CASCADE: its rows are lost, and those of all tables that refer to it (truncate)',
    ],
    ['DELETE FROM t', 'DELETE FROM t without WHERE: all its rows are lost (delete-without-where)'],
    [
      'DELETE FROM t USING o WHERE true',
      'DELETE FROM t without WHERE: all its rows are lost (delete-without-where)',
    ],
    [
      'UPDATE t SET a = 1, b = 2',
      'UPDATE t without WHERE: a, b of every row is overwritten (update-without-where)',
    ],
    [
      'WITH gone AS (DELETE FROM t RETURNING *) INSERT INTO o SELECT * FROM gone',
      'DELETE FROM t without WHERE: all its rows are lost (delete-without-where)',
    ],
  ])('%s', async (sql, message) => {
    expect(await said(sql)).toEqual([message]);
    expect(mayDestroy(sql.toLowerCase())).toBe(true);
  });

  it('each thing of a statement, and each statement, by its place', async () => {
    const sql = "-- Grüße 🎉\nSELECT 'é🎉'; DROP TABLE a, b;\r\n  ALTER TABLE c DROP d, DROP e;\n";
    expect((await destructiveIn(sql)).map(placed)).toEqual([
      '2:14 drop-table',
      '2:14 drop-table',
      '3:3 drop-column',
      '3:3 drop-column',
    ]);
  });

  it('a file that the grammar cannot read: nothing in it was audited', async () => {
    expect(await destructiveIn('SELECT 1;\nDROP TABEL users;\nDROP TABLE users;')).toEqual([
      {
        migration: '001_a.sql',
        line: 2,
        column: 6,
        rule: 'syntax-error',
        message:
          'not SQL to PostgreSQL\'s grammar (syntax error at or near "TABEL"), so not audited',
      },
    ]);
  });
});

describe('findDestructive is silent on', () => {
  it.each([
    ['what loses nothing', 'DROP INDEX i; DROP TRIGGER x ON t; DROP POLICY p ON t;'],
    ['a constraint or a default', 'ALTER TABLE t DROP CONSTRAINT k, ALTER a DROP DEFAULT;'],
    ['some rows', 'DELETE FROM t WHERE a = 1; UPDATE t SET a = 1 WHERE b;'],
    ['a temporary table', 'CREATE TEMP TABLE x (a int); TRUNCATE x; DROP TABLE x;'],
    ['SELECT INTO', 'SELECT 1 AS a INTO TEMP x; DELETE FROM x; DROP TABLE x;'],
    ['CREATE TABLE AS', 'CREATE TABLE s.x AS SELECT 1 AS a; UPDATE s.x SET a = 2; DROP TABLE s.x;'],
    ['what is in a new schema', 'CREATE SCHEMA s; DROP TABLE s.x; DROP SCHEMA s CASCADE;'],
    [
      'a new table under another name',
      'CREATE TABLE a (); ALTER TABLE a RENAME TO b; DROP TABLE b;',
    ],
    [
      'the filling of a new column',
      'ALTER TABLE t ADD a int, ADD b int; UPDATE t SET a = 1, b = 2;',
    ],
    ['a new column', 'ALTER TABLE t ADD a int; ALTER TABLE t DROP a;'],
    ['a view made anew', 'DROP VIEW v; CREATE VIEW public.v AS SELECT 1;'],
    ['a function made anew', 'DROP FUNCTION f(); CREATE FUNCTION f(int) RETURNS int RETURN 1;'],
    ['a type made anew', "DROP TYPE e; CREATE TYPE e AS ENUM ('a');"],
    ['a function that would delete when it is called', FUNCTION],
    ['a DO block, into which it does not look', 'DO $$ BEGIN DELETE FROM t; END $$;'],
  ])('%s', async (_, sql) => {
    expect(await said(sql)).toEqual([]);
  });

  it('what an earlier pending migration has made', async () => {
    expect(await said('CREATE TABLE a (b int);', 'DROP TABLE a;')).toEqual([]);
  });
});

const FUNCTION = "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM t';";

describe('findDestructive is not deceived by', () => {
  it.each([
    [
      'IF NOT EXISTS: it may be old',
      'CREATE TABLE IF NOT EXISTS x (); DROP TABLE x;',
      'drop-table',
    ],
    ['a table made anew: its rows are gone', 'DROP TABLE x; CREATE TABLE x ();', 'drop-table'],
    [
      'a view made anew, and more with it',
      'DROP VIEW v CASCADE; CREATE VIEW v AS SELECT 1;',
      'drop-view',
    ],
    [
      'a view that was made before',
      'CREATE OR REPLACE VIEW v AS SELECT 1; DROP VIEW v;',
      'drop-view',
    ],
    ['another schema', 'CREATE TABLE s.x (); DROP TABLE x;', 'drop-table'],
    ['an old table under a new name', 'ALTER TABLE a RENAME TO b; DROP TABLE b;', 'drop-table'],
    [
      'the name of a table that was new',
      'CREATE TABLE a (); ALTER TABLE a RENAME TO b; DROP TABLE a;',
      'drop-table',
    ],
    [
      'one old column among new',
      'ALTER TABLE t ADD a int; UPDATE t SET a = 1, b = 2;',
      'update-without-where',
    ],
    [
      'ADD IF NOT EXISTS',
      'ALTER TABLE t ADD IF NOT EXISTS a int; UPDATE t SET a = 1;',
      'update-without-where',
    ],
  ])('%s', async (_, sql, rule) => {
    expect((await destructiveIn(sql)).map((one) => one.rule)).toEqual([rule]);
  });
});

it('takes linear time: 2 MB of statements', async () => {
  const msFor = async (count: number): Promise<number> => {
    const files = await filesOf(`${"INSERT INTO t VALUES (1, 'a');\n".repeat(count)}DROP TABLE t;`);
    const before = performance.now();
    expect(findDestructive(files).map(placed)).toEqual([`${count + 1}:1 drop-table`]);
    return performance.now() - before;
  };
  await msFor(1_000);
  const few = Math.min(await msFor(7_500), await msFor(7_500));
  // Eight times as many: 8 times as long, where a quadratic step would take 64 times.
  expect((await msFor(60_000)) / few).toBeLessThan(32);
});

describe('squawk-ignore', () => {
  it('counts for the statement it stands at', async () => {
    const sql = [
      '-- squawk-ignore ban-drop-table, other',
      'DROP TABLE a;',
      'DROP TABLE b; -- squawk-ignore drop-table',
      '-- squawk-ignore ban-drop-column',
      'DROP TABLE c;',
      "SELECT '-- squawk-ignore-file';",
      '-- squawk-ignore',
      'DROP TABLE d;',
    ].join('\n');
    expect((await destructiveIn(sql)).map(placed)).toEqual(['5:1 drop-table', '8:1 drop-table']);
  });

  it('counts for the file', async () => {
    const sql = 'DROP TABLE a;\nTRUNCATE b;\n';
    const rules = async (comment: string): Promise<string[]> =>
      (await destructiveIn(`${comment}\n${sql}`)).map(({ rule }) => rule);
    expect(await rules('-- squawk-ignore-file ban-drop-table')).toEqual(['truncate']);
    expect(await rules('-- squawk-ignore-file')).toEqual([]);
    expect(await rules('-- squawk-ignore-files')).toEqual(['drop-table', 'truncate']);
  });
});
