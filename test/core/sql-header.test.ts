import { describe, expect, test } from 'vitest';
import {
  findHeaderProblems,
  hasNoTransactionDirective,
  parseAcknowledged,
  parseDirectives,
  parseHeader,
} from '../../src/core/sql-header.ts';

const HEADER = `-- Migration: 003_add_columns.sql
-- Date: 2026-11-23
-- Purpose: columns: two of them
-- Part of: preferences
`;

describe('parseHeader', () => {
  test('reads the four lines', () => {
    expect(parseHeader(`${HEADER}select 1;`)).toEqual({
      migration: '003_add_columns.sql',
      date: '2026-11-23',
      purpose: 'columns: two of them',
      partOf: 'preferences',
    });
  });

  test('in any order and case, after other comments, the first of each', () => {
    const text =
      '/* licence */\n\n-- hello\n--part of:x\n  -- MIGRATION:   a.sql  \n-- date:\n-- Date: 2';
    const header = { migration: 'a.sql', date: null, purpose: null, partOf: 'x' };
    expect(parseHeader(`${text}\n-- Migration: b.sql\nselect 1`)).toEqual(header);
  });

  test('not in a block comment, nor after the first statement, nor beside something', () => {
    const text = '/*\n-- Date: 1\n*/ -- Date: 2\nselect 1; -- Date: 3\n-- Date: 4';
    expect(parseHeader(text).date).toBeNull();
  });
});

describe('findHeaderProblems', () => {
  test.each([
    [HEADER, '003_add_columns.sql', []],
    [HEADER, 'folder/003_add_columns.sql', []],
    [HEADER.replace('.sql', ''), '003_add_columns.sql', []],
    [HEADER, '004_add_columns.sql', ['"-- Migration:" names 003_add_columns.sql']],
    [HEADER.replace('2026-11-23', ''), '003_add_columns.sql', ['"-- Date:" is missing']],
    [
      'select 1',
      'a.sql',
      ['Migration', 'Date', 'Purpose', 'Part of'].map((title) => `"-- ${title}:" is missing`),
    ],
  ])('%#', (text, name, problems) => {
    expect(findHeaderProblems(text, name)).toEqual(problems);
  });
});

describe('hasNoTransactionDirective', () => {
  const LINE = '-- migration-gate: no-transaction';
  test.each([
    LINE,
    `${LINE}\n`,
    `\n\n  ${LINE}  \nvacuum`,
    '--migration-gate:no-transaction\nvacuum',
    `${HEADER}${LINE}\nvacuum`,
    `/* a\n*/\n${LINE}\nvacuum`,
  ])('yes: %j', (text) => {
    expect(hasNoTransactionDirective(text)).toBe(true);
  });

  test.each([
    '',
    'vacuum',
    `vacuum;\n${LINE}`,
    `vacuum ${LINE}`,
    `;\n${LINE}`,
    `/*\n${LINE}\n*/ vacuum`,
    `/*\n*/ ${LINE}\nvacuum`,
    `-- ${LINE}\nvacuum`,
    `'\n${LINE}\n'`,
    `${LINE} please\nvacuum`,
    `${LINE}s\nvacuum`,
    '-- Migration-Gate: no-transaction\nvacuum',
  ])('no: %j', (text) => {
    expect(hasNoTransactionDirective(text)).toBe(false);
  });

  test('parseDirectives knows them all, each once', () => {
    const text = `${LINE}\n-- migration-gate: other\n${LINE}\nselect 1`;
    expect(parseDirectives(text)).toEqual(['no-transaction', 'other']);
  });
});

describe('parseAcknowledged', () => {
  test.each([
    ['-- migration-gate: audit-ok drop-table: never used', ['drop-table']],
    [
      '--migration-gate:audit-ok drop-table, truncate  drop-column:x',
      ['drop-table', 'truncate', 'drop-column'],
    ],
    [
      `${HEADER}-- migration-gate: audit-ok truncate: a: b\n-- migration-gate: audit-ok drop-type: c\nselect`,
      ['truncate', 'drop-type'],
    ],
    ['-- migration-gate: audit-ok drop-table', []],
    ['-- migration-gate: audit-ok drop-table: ', []],
    ['-- migration-gate: audit-ok: all of it', []],
    ['-- migration-gate: audit-ok Drop Table: why', []],
    ['select 1;\n-- migration-gate: audit-ok drop-table: too late', []],
    ['/*\n-- migration-gate: audit-ok drop-table: not a header line\n*/', []],
  ])('%j', (text, rules) => {
    expect(parseAcknowledged(text)).toEqual(rules);
    expect(hasNoTransactionDirective(text)).toBe(false);
  });
});
