import { describe, expect, it } from 'vitest';
import { unseenDifference, weighChange } from '../../src/core/weigh-change.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { type Change, stepOf } from './step-of.ts';

const A = { 'table public.a': 'table', 'column public.a.id': 'integer' };
const WIDE = { ...A, 'column public.a.id': 'bigint' };
const MORE = { ...A, 'column public.a.note': 'text' };

type Given = {
  readonly old: Change;
  readonly now: Change;
  readonly live: Record<string, string>;
  readonly later?: Change;
};

/** Of `1`, whose text was changed, before `2`. */
function missing({ old, now, live, later = {} }: Given): string[] {
  const [before, after] = [old, now].map((change) => [stepOf('1', change), stepOf('2', later)]);
  const replays = { name: '1', before: before ?? [], after: after ?? [], start: new Map() };
  return weighChange(replays, new Map(Object.entries(live)));
}

describe('a changed migration', () => {
  it('is proven where all that its new text makes is there', () => {
    expect(missing({ old: A, now: WIDE, live: WIDE })).toEqual([]);
    expect(missing({ old: A, now: MORE, live: { ...MORE, 'table public.own': 'table' } })).toEqual(
      [],
    );
  });

  it('is not where some of it is missing, or what it made before is there still', () => {
    expect(missing({ old: A, now: WIDE, live: A })).toEqual([
      'column public.a.id: it makes bigint, there is integer',
    ]);
    expect(missing({ old: A, now: MORE, live: A })).toEqual([
      'column public.a.note: it makes text, there is nothing',
    ]);
    expect(missing({ old: MORE, now: A, live: MORE })).toEqual([
      'column public.a.note: it makes nothing, there is text',
    ]);
    expect(missing({ old: MORE, now: A, live: A })).toEqual([]);
  });

  it('is judged by the end of what ran: a later one has the last word', () => {
    const later = { 'column public.a.id': 'numeric' };
    const live = { ...A, ...later };
    expect(missing({ old: A, now: WIDE, live, later })).toEqual([]);
    const dropped = { 'table public.a': null, 'column public.a.id': null };
    expect(missing({ old: A, now: WIDE, live: {}, later: dropped })).toEqual([
      'others make or undo all that it makes',
    ]);
  });

  it('asks for nothing where its effects are the same', () => {
    expect(missing({ old: A, now: A, live: A })).toEqual([]);
    expect(missing({ old: A, now: A, live: WIDE })).toEqual([
      'column public.a.id: it makes integer, there is bigint',
    ]);
  });

  it('is not proven where it does not replay', () => {
    const broken = [stepOf('1', {}, { failed: 'no such table' })];
    const replays = { name: '1', before: broken, after: broken, start: new Map() };
    expect(weighChange(replays, new Map())).toEqual(['1 could not be replayed: no such table']);
  });
});

describe('what no catalog shows of a difference', () => {
  it.each([
    [
      'CREATE TABLE a (); UPDATE b SET c = 1;',
      'CREATE TABLE a (d int);\nUPDATE b SET c = 1;',
      null,
    ],
    ['CREATE TABLE a ();', 'CREATE TABLE a (); UPDATE b SET c = 1', 'it changes data (UPDATE)'],
    ['CREATE TABLE a (); DELETE FROM b', 'CREATE TABLE a ();', 'it changes data (DELETE)'],
    ['UPDATE b SET c = 1', '-- why\nUPDATE b\n  SET c = 1;', null],
    ['UPDATE b SET c = 1', 'UPDATE b SET c = 2', 'it changes data (UPDATE)'],
    ['DELETE FROM b', 'DELETE FROM b; DELETE FROM b', 'it changes data (DELETE)'],
    ['DELETE FROM b; UPDATE b SET c = 1', 'UPDATE b SET c = 1; DELETE FROM b', expect.anything()],
  ])('%s | %s', async (old, now, unseen) => {
    const [one, other] = await Promise.all([parseSql(old), parseSql(now)]);
    if (one.kind === 'syntax-error' || other.kind === 'syntax-error') throw new Error('syntax');
    expect(unseenDifference({ sql: old, ...one }, { sql: now, ...other })).toEqual(unseen);
  });
});
