import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { type Choice, planAdoption, renderChoice } from '../../src/core/plan-adoption.ts';
import { answer, factsOf, migration, row, target, UNREACHABLE } from './builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const C = '010_items.sql';
const migrations = [A, B, C];
const named = (...names: string[]): Choice => ({ kind: 'names', names });

const plan = (facts: Facts, choice: Choice): ReturnType<typeof planAdoption> =>
  planAdoption(facts, decide(facts).report, 'production', choice);
const short = (facts: Facts, choice: Choice): unknown => {
  const { adopt, already, refusals } = plan(facts, choice);
  if (refusals.length > 0) return refusals.map(({ message }) => message);
  return [adopt.map((each) => each.migration.name), already];
};

describe('planAdoption', () => {
  it('takes what is named, all, or all up to one, in the order of the candidate', () => {
    const facts = factsOf({ migrations, production: [B] });
    expect(short(facts, named(C, A))).toEqual([[A, C], []]);
    expect(short(facts, named(A, B))).toEqual([[A], [B]]);
    expect(short(facts, { kind: 'all' })).toEqual([[A, C], []]);
    expect(short(facts, { kind: 'through', name: B })).toEqual([[A], []]);
    expect(short(facts, { kind: 'through', name: C })).toEqual([[A, C], []]);
  });

  it('takes a database that has no ledger yet', () => {
    const facts = factsOf({ migrations, production: answer('production', [], { ledger: null }) });
    expect(short(facts, { kind: 'through', name: A })).toEqual([[A], []]);
  });

  it.each([
    ['unknown', [], named('003_none.sql'), ['003_none.sql is not in the candidate.']],
    [
      'unknown (through)',
      [],
      { kind: 'through', name: 'x' } as const,
      ['x is not in the candidate.'],
    ],
    [
      'modified',
      [row(A, { blob: 'b'.repeat(40) })],
      named(A),
      [`${A} is recorded on production with another content.`],
    ],
    [
      'interrupted',
      [row(A, { state: 'started' as const })],
      named(A),
      [`${A} was started on production and never finished; that is settled by resolve.`],
    ],
  ])('refuses what is %s', (_, production, choice, says) => {
    expect(short(factsOf({ migrations, production }), choice)).toEqual(says);
  });

  it('refuses what ran under another name, and leaves alone what nobody named', () => {
    const renamed = [migration('001_people.sql', A), migration(B)];
    const facts = factsOf({ migrations: renamed, production: [A, row(B, { state: 'started' })] });
    expect(short(facts, { kind: 'all' })).toEqual([
      '001_people.sql ran on production under another name; it would be recorded twice.',
    ]);
    const other = factsOf({ migrations, production: [row(A, { state: 'started' }), B] });
    expect(short(other, { kind: 'all' })).toEqual([[C], []]);
  });

  it('refuses a target that gives no answer, and one database for two', () => {
    const silent = factsOf({ migrations, production: UNREACHABLE });
    expect(plan(silent, { kind: 'all' })).toMatchObject({ refusals: [{ code: 'UNREACHABLE' }] });
    const targets = [target('local', []), target('production', answer('local', []))];
    const twin = factsOf({ migrations }, { targets });
    expect(plan(twin, { kind: 'all' })).toMatchObject({ refusals: [{ code: 'SAME_DATABASE' }] });
  });

  it('refuses what it could not read, since the ledger keeps the text', () => {
    const facts = { ...factsOf({ migrations: [A], production: [] }), contents: new Map() };
    expect(short(facts, named(A))).toEqual([`migrations/${A} could not be read from git.`]);
  });

  it('is repeated in the words it was asked with', () => {
    expect(renderChoice(named(A, 'a b'))).toBe(`${A} 'a b'`);
    expect(renderChoice({ kind: 'through', name: B })).toBe(`--through ${B}`);
    expect(renderChoice({ kind: 'all' })).toBe('--all');
  });
});
