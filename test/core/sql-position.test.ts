import { describe, expect, test } from 'vitest';
import { placeOfIndex, positionToLineColumn } from '../../src/core/sql-position.ts';

describe('positionToLineColumn', () => {
  test.each([
    ['', 1, '1:1'],
    ['abc', 1, '1:1'],
    ['abc', 3, '1:3'],
    ['abc', 99, '1:4'],
    ['a\nbc', 3, '2:1'],
    ['a\nbc', 2, '1:2'],
    ['a\n\nb', 4, '3:1'],
    ['a\r\nb', 4, '2:1'],
    ['a\rb', 3, '2:1'],
    ['é😀x', 3, '1:3'],
    ["'😀😀'\n😀x", 7, '2:2'],
  ])('%j at %i is %s', (text, position, place) => {
    const { line, column } = positionToLineColumn(text, position);
    expect(`${line}:${column}`).toBe(place);
  });

  test('counts from where the text that was sent begins', () => {
    const text = "select '😀';\n  selec 2";
    expect(positionToLineColumn(text, 1, text.indexOf('selec 2'))).toEqual({ line: 2, column: 3 });
  });
});

test('placeOfIndex counts columns in code points', () => {
  expect(placeOfIndex('a\n😀b', 4)).toEqual({ line: 2, column: 2 });
});
