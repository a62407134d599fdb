import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareLedger } from '../../src/core/compare-ledger.ts';
import { migration, row, sqlOf } from './builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const C = '010_items.sql';
const NONE = new Map<string, string>();

const short = (statuses: ReturnType<typeof compareLedger>): string[] =>
  statuses.map(({ name, state, flags }) => [name, state, ...flags].join(' '));

describe('compareLedger', () => {
  it('compares sets, so a migration that comes late is not skipped', () => {
    const found = compareLedger([migration(A), migration(B), migration(C)], [row(C)], NONE);
    expect(short(found)).toEqual([`${A} pending late`, `${B} pending late`, `${C} applied`]);
  });

  it('calls late only what is below an applied one', () => {
    const rows = [row(A), row(C, { state: 'started' })];
    const found = compareLedger([migration(A), migration(B), migration(C)], rows, NONE);
    expect(short(found)).toEqual([`${A} applied`, `${B} pending`, `${C} interrupted`]);
  });

  it('lists what only the ledger has behind the others, in order', () => {
    const found = compareLedger([migration(C)], [row(B), row(A), row(C)], NONE);
    expect(short(found)).toEqual([`${C} applied`, `${A} missing`, `${B} missing`]);
    expect(found[1]).toMatchObject({ appliedBy: 'ann', branch: 'feature/x' });
  });

  it('sees a renamed one by its content, and only where the old name is gone', () => {
    const renamed = migration('003_orders.sql', B);
    expect(short(compareLedger([renamed], [row(B)], NONE))[0]).toBe(
      '003_orders.sql pending renamed',
    );
    const copied = compareLedger([migration(B), renamed], [row(B)], NONE);
    expect(short(copied)).toEqual([`${B} applied`, '003_orders.sql pending']);
  });

  it.each([
    ['the same SQL with other comments', "SELECT\n  '001_users.sql'; -- x", 'applied cosmetic'],
    ['other SQL', "SELECT 'other';", 'modified'],
    ['a literal with other white space', "SELECT ' 001_users.sql';", 'modified'],
    ['a ledger that keeps no text', null, 'modified'],
  ])('%s: %s', (_, sql, state) => {
    const mine = migration(A);
    const rows = [row(A, { blob: 'b'.repeat(40), sql })];
    const contents = new Map([[mine.blob, sqlOf(A)]]);
    expect(short(compareLedger([mine], rows, contents))).toEqual([`${A} ${state}`]);
  });

  it('is modified where the text could not be read', () => {
    const rows = [row(A, { blob: 'b'.repeat(40), sql: sqlOf(A) })];
    expect(short(compareLedger([migration(A)], rows, NONE))).toEqual([`${A} modified`]);
  });

  it('gives every name of both sides exactly once, and applied only with a row', () => {
    const names = fc.uniqueArray(fc.constantFrom<string>(A, B, C, '011_x.sql', 'not plain'));
    fc.assert(
      fc.property(names, names, (mine, theirs) => {
        const found = compareLedger(
          mine.map((name) => migration(name)),
          theirs.map((name) => row(name)),
          NONE,
        );
        const all = found.map(({ name }) => name);
        expect(all.toSorted()).toEqual([...new Set([...mine, ...theirs])].toSorted());
        for (const { name, state } of found) {
          expect(state === 'applied').toBe(mine.includes(name) && theirs.includes(name));
        }
      }),
    );
  });
});
