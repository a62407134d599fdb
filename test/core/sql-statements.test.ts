import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStatements } from '../../src/core/sql-statements.ts';
import { parsedStatements } from './real-parser.ts';
import { corpora, unlessAbsent } from './sql-corpora.ts';
import { sqlScripts } from './sql-scripts.ts';

const statementsOf = (text: string) =>
  [...parseStatements(text)].map(({ start, end }) => text.slice(start, end));

const FUNCTION = 'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC';

describe('parseStatements', () => {
  test.each<[string, string[]]>([
    ['', []],
    [' ;; -- a;\n /* ; */ ;', []],
    [' select 1 ; -- x\n select 2', ['select 1', 'select 2']],
    ['select \';\' , ";", $$;$$, $a$;$$;$a$ ; x', ['select \';\' , ";", $$;$$, $a$;$$;$a$', 'x']],
    [
      'create rule r as on update to t do (a; b); c',
      ['create rule r as on update to t do (a; b)', 'c'],
    ],
    [`${FUNCTION} SELECT 1; END; COMMIT`, [`${FUNCTION} SELECT 1; END`, 'COMMIT']],
    [`${FUNCTION} END; COMMIT`, [`${FUNCTION} END`, 'COMMIT']],
    [
      `${FUNCTION} SELECT CASE a WHEN 1 THEN 2 END; END; x`,
      [`${FUNCTION} SELECT CASE a WHEN 1 THEN 2 END; END`, 'x'],
    ],
    [`${FUNCTION} SELECT 1 case; END; COMMIT`, [`${FUNCTION} SELECT 1 case; END`, 'COMMIT']],
    [
      `${FUNCTION} SELECT t.end AS end FROM t; END; x`,
      [`${FUNCTION} SELECT t.end AS end FROM t; END`, 'x'],
    ],
    [
      'create or replace procedure p() begin atomic a; end; b',
      ['create or replace procedure p() begin atomic a; end', 'b'],
    ],
    ['begin atomic a; end; b', ['begin atomic a', 'end', 'b']],
    ['create table begin (atomic int); b', ['create table begin (atomic int)', 'b']],
    ['a ) ; b', ['a )', 'b']],
    ["a; 'b; c", ['a', "'b; c"]],
  ])('%j', (text, statements) => {
    expect(statementsOf(text)).toEqual(statements);
  });

  /** Each of our statements lies in the one of the real parser, and there are as many. */
  function expectSameBoundaries(text: string): boolean {
    const theirs = parsedStatements(text);
    if (theirs === null) return false;
    const ours = [...parseStatements(text)];
    expect(ours.length).toBe(theirs.length);
    theirs.forEach(({ from, to }, index) => {
      const source = Buffer.from(text).subarray(from, to).toString();
      expect(statementsOf(source)).toEqual([text.slice(ours[index]?.start, ours[index]?.end)]);
    });
    return true;
  }

  test('finds the statements PostgreSQL finds', () => {
    const compare = (text: string) => {
      expect(expectSameBoundaries(text)).toBe(true);
    };
    fc.assert(fc.property(sqlScripts, compare));
  });

  test.skipIf(corpora.length === 0)(`the same in every corpus file${unlessAbsent}`, () => {
    const compared = corpora.filter(({ text }) => expectSameBoundaries(text));
    expect(compared.length).toBeGreaterThan(corpora.length * 0.9);
  });
});
