import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNames, parseNumber } from '../../src/core/plain-layout.ts';

describe('parseNumber', () => {
  it.each([
    ['003_add_user_preferences.sql', 3n],
    ['0_a.sql', 0n],
    ['20260320120000_a1_b2.sql', 20260320120000n],
    ['99999999999999999999_a.sql', 99999999999999999999n],
    ['003.sql', null],
    ['003_.sql', null],
    ['003-a.sql', null],
    ['003_A.sql', null],
    ['003_a__b.sql', null],
    ['003_a.SQL', null],
    ['003_a.sql\n', null],
    ['sub/003_a.sql', null],
    ['V3__a.sql', null],
    ['٣_a.sql', null],
  ])('%s: %s', (name, expected) => {
    expect(parseNumber(name)).toBe(expected);
  });
});

describe('compareNames', () => {
  it('orders by number as a number, then by name', () => {
    const names = ['10_a.sql', '9_b.sql', '009_a.sql', '9_a.sql', 'x.sql', '1_z.sql'];
    expect(names.toSorted(compareNames)).toEqual([
      '1_z.sql',
      '009_a.sql',
      '9_a.sql',
      '9_b.sql',
      '10_a.sql',
      'x.sql',
    ]);
  });

  it('is a total order that agrees with the numbers', () => {
    const name = fc
      .tuple(fc.stringMatching(/^\d{1,25}$/), fc.constantFrom('a', 'b'))
      .map(([digits, word]) => `${digits}_${word}.sql`);
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        const numbers = [parseNumber(a) ?? -1n, parseNumber(b) ?? -1n] as const;
        if (numbers[0] < numbers[1]) expect(compareNames(a, b)).toBe(-1);
        expect(compareNames(a, b) + compareNames(b, a)).toBe(0);
        expect(compareNames(a, b) === 0).toBe(a === b);
        if (compareNames(a, b) < 0 && compareNames(b, c) < 0) expect(compareNames(a, c)).toBe(-1);
      }),
    );
  });
});
