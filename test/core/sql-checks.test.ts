import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findNonTransactional,
  findPsqlMetaCommand,
  findTransactionControl,
} from '../../src/core/sql-checks.ts';
import { normaliseSql } from '../../src/core/sql-text.ts';
import { parsedStatements } from './real-parser.ts';
import { corpora, unlessAbsent } from './sql-corpora.ts';
import { sqlScripts } from './sql-scripts.ts';

describe('findPsqlMetaCommand', () => {
  test.each([
    ['\\i other.sql', 1, 1, '\\i'],
    ['select 1;\n  \\connect postgresql://u:secret@host', 2, 3, '\\connect'],
    ['\\restrict Ab12\nselect 1;', 1, 1, '\\restrict'],
    ['select 1 \\gset', 1, 10, '\\gset'],
    ["\\echo it's", 1, 1, '\\echo'],
    ['\\! rm', 1, 1, '\\!'],
    ["select '😀' \\", 1, 12, '\\'],
    ['\\d+ t', 1, 1, '\\d+'],
    ['copy t (a, b) from stdin;\n1\t\\N\n\\.\n', 1, 1, 'COPY ... FROM stdin'],
    ['select 1; COPY "t" FROM STDIN (FORMAT csv)', 1, 11, 'COPY ... FROM stdin'],
    ['copy t from stdout', 1, 1, 'COPY ... FROM stdin'],
  ])('%j', (text, line, column, command) => {
    expect(findPsqlMetaCommand(text)).toEqual({ line, column, command });
  });

  test.each([
    "select '\\i', E'\\'', $$ \\i $$, \"\\i\"",
    '-- \\i\n/* \\i */',
    "copy t from '/tmp/stdin'",
    'copy t to stdout',
    'copy "stdin" to stdout',
    "copy t from program 'stdin'",
    'copy (select a from stdin) to stdout',
    'select copy from stdin',
  ])('nothing in %j', (text) => {
    expect(findPsqlMetaCommand(text)).toBeNull();
  });

  test.skipIf(corpora.length === 0)(`nothing in what the parser accepts${unlessAbsent}`, () => {
    const found = corpora.filter(({ text }) => parsedStatements(text) && findPsqlMetaCommand(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe('findTransactionControl', () => {
  test.each([
    ['BEGIN', 1, 1, 'BEGIN'],
    ['-- x\n  begin;', 2, 3, 'BEGIN'],
    ["select ';begin'; /* */ COMMIT", 1, 24, 'COMMIT'],
    ['a;start transaction', 1, 3, 'START TRANSACTION'],
    ['end', 1, 1, 'END'],
    ['Rollback to s', 1, 1, 'ROLLBACK'],
    ['abort', 1, 1, 'ABORT'],
    ['savepoint s', 1, 1, 'SAVEPOINT'],
    ['release savepoint s', 1, 1, 'RELEASE'],
    ["prepare transaction 'x'", 1, 1, 'PREPARE TRANSACTION'],
    ["commit prepared 'x'", 1, 1, 'COMMIT PREPARED'],
    ["rollback prepared 'x'", 1, 1, 'ROLLBACK PREPARED'],
    ['begin atomic select 1; end', 1, 1, 'BEGIN'],
    ['create function f() returns int begin atomic select 1; end; end', 1, 61, 'END'],
    ['create function f() returns int begin atomic select 1 case; end; commit', 1, 66, 'COMMIT'],
    [
      "SET standard_conforming_strings = off; select '\\'; commit; --'",
      1,
      1,
      'SET standard_conforming_strings',
    ],
    [
      "select set_config('Standard_Conforming_Strings', 'off', false)",
      1,
      1,
      'SET standard_conforming_strings',
    ],
    [
      "do $$ begin execute 'set standard_conforming_strings to off'; end $$",
      1,
      1,
      'SET standard_conforming_strings',
    ],
    ['set "standard_conforming_strings" to off', 1, 1, 'SET standard_conforming_strings'],
  ])('%j', (text, line, column, word) => {
    expect(findTransactionControl(text)).toEqual({ line, column, word });
  });

  test.each([
    'select commit, rollback from "begin"',
    'alter table t add column commit int',
    '"begin"; "commit"',
    'do $$ begin; commit; end $$',
    "comment on table t is ';commit;'",
    'select 1 -- ;\n as commit',
    'prepare commit as select 1',
    'set transaction read only',
    'create function f() returns int begin atomic select case when a then 1 end; end',
    'SET standard_conforming_strings = on;',
    "set local standard_conforming_strings to 'on'",
    '-- standard_conforming_strings off\nselect 1',
  ])('nothing in %j', (text) => {
    expect(findTransactionControl(text)).toBeNull();
  });

  function expectAgreement(text: string): boolean {
    const theirs = parsedStatements(text);
    if (theirs === null) return false;
    const theirsHas = theirs.some(({ type }) => type === 'TransactionStmt');
    expect(findTransactionControl(text) !== null).toBe(theirsHas);
    return true;
  }

  test('agrees with the parser of PostgreSQL', () => {
    const compare = (text: string) => {
      expect(expectAgreement(text)).toBe(true);
    };
    fc.assert(fc.property(sqlScripts, compare));
  });

  test.skipIf(corpora.length === 0)(`agrees with it on every corpus file${unlessAbsent}`, () => {
    const compared = corpora.filter(({ text }) => expectAgreement(text));
    expect(compared.length).toBeGreaterThan(corpora.length * 0.9);
    expect(compared.filter(({ text }) => findTransactionControl(text)).length).toBeGreaterThan(100);
  });
});

describe('findNonTransactional', () => {
  test.each([
    ['create index concurrently on t (a)', 'CREATE INDEX CONCURRENTLY'],
    [
      'CREATE UNIQUE /* x */ INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)',
      'CREATE INDEX CONCURRENTLY',
    ],
    ['drop index concurrently i', 'DROP INDEX CONCURRENTLY'],
    ['reindex table concurrently t', 'REINDEX CONCURRENTLY'],
    ['reindex (verbose, concurrently) index i', 'REINDEX CONCURRENTLY'],
    ['reindex schema s', 'REINDEX of more than one table'],
    ['reindex (verbose) database d', 'REINDEX of more than one table'],
    ['alter table a.b detach partition "c" concurrently', 'ALTER TABLE ... DETACH CONCURRENTLY'],
    ['vacuum', 'VACUUM'],
    ['vacuum (full) t', 'VACUUM'],
    ['cluster', 'CLUSTER of all tables'],
    ['cluster verbose', 'CLUSTER of all tables'],
    ["alter system set a = 'b'", 'ALTER SYSTEM'],
    ['create database d', 'CREATE DATABASE'],
    ['drop database if exists d', 'DROP DATABASE'],
    ['alter database "d" set tablespace t', 'ALTER DATABASE ... SET TABLESPACE'],
    ["create tablespace t location '/x'", 'CREATE TABLESPACE'],
    ['drop tablespace t', 'DROP TABLESPACE'],
    ["create subscription s connection '' publication p", 'CREATE SUBSCRIPTION'],
    ['alter subscription s refresh publication', 'ALTER SUBSCRIPTION ... REFRESH'],
    ['discard all', 'DISCARD ALL'],
  ])('%j', (sql, statement) => {
    expect(parsedStatements(sql)).toHaveLength(1);
    expect(findNonTransactional(`select 1;\n ${sql}; select 2`)).toEqual({
      line: 2,
      column: 2,
      statement,
    });
  });

  test.each([
    'create index i on t (a)',
    'create index "concurrently" on t (a)',
    'refresh materialized view concurrently v',
    'reindex table t',
    'reindex table "concurrently"',
    'alter table t detach partition p',
    'alter table t detach partition p finalize',
    'alter table t detach partition "concurrently"',
    'cluster t',
    'cluster verbose t',
    'alter database d set work_mem to 1',
    "create subscription s connection '' publication p with (connect = false)",
    'analyze t',
    "alter type t add value 'x'",
    'do $$ begin vacuum; end $$',
    'discard plans',
  ])('nothing in %j', (sql) => {
    expect(parsedStatements(sql)).toHaveLength(1);
    expect(findNonTransactional(sql)).toBeNull();
  });
});

test.each([
  "insert into t values ('x', 1);",
  "('x', 1), ",
  'create function f() begin atomic ',
  'end;',
])('all checks take linear time: 1 MB of %j', { timeout: 15_000 }, (piece) => {
  const text = `insert ${piece.repeat(1_000_000 / piece.length)}; vacuum; commit; \\i`;
  const found = [findPsqlMetaCommand, findTransactionControl, findNonTransactional].map((find) =>
    find(text),
  );
  expect(found).not.toContain(undefined);
  expect(normaliseSql(text).length).toBeGreaterThan(500_000);
});
