import { describe, expect, it } from 'vitest';
import { planSettlement } from '../../src/core/plan-settlement.ts';
import type { Settlement, SettlementFacts } from '../../src/core/settlement.ts';
import { migration, row, sqlOf } from './builders.ts';

const A = '001_users.sql';
const B = '002_people.sql';
const OTHER = { blob: 'b'.repeat(40), sql: "SELECT 'other';" };
const COMMENTED = { blob: 'b'.repeat(40), sql: `${sqlOf(A)}-- a remark\n` };

const GATE = 'npx --no migration-gate';

const plan = (settlement: Settlement, over: Partial<SettlementFacts> = {}): string => {
  const facts = { name: A, target: 'production', rows: [row(A)], candidate: [migration(A)] };
  const rest = { text: sqlOf(A), holders: [], recorded: false, missing: null, invoke: GATE };
  const made = planSettlement({ ...facts, ...rest, settlement, ...over });
  if (made.outcome === 'already') return `already: ${made.message}`;
  if (made.outcome === 'refused') return `refused: ${made.refusal.message}`;
  const { change } = made;
  return change.kind === 'rewrite'
    ? `rewrite ${change.name} -> ${change.newName} ${change.blob === migration(A).blob}`
    : `${change.kind} ${change.name}`;
};
const started = [row(A, { state: 'started', appliedAt: null })];

describe('resolve --applied and --not-applied', () => {
  it('settle what was started; the first again is so already', () => {
    expect(plan({ kind: 'applied' }, { rows: started })).toBe(`finish ${A}`);
    expect(plan({ kind: 'not-applied' }, { rows: started })).toBe(`remove ${A}`);
    expect(plan({ kind: 'applied' })).toBe(`already: ${A} is applied on production already.`);
  });

  it('are refused for what was never started; a recorded one is so already', () => {
    const refusal = `refused: ${A} is not interrupted on production.`;
    expect(plan({ kind: 'applied' }, { rows: [] })).toBe(refusal);
    expect(plan({ kind: 'not-applied' })).toBe(refusal);
    expect(plan({ kind: 'not-applied' }, { rows: [] })).toBe(refusal);
    const recorded = { rows: [], recorded: true };
    expect(plan({ kind: 'not-applied' }, recorded)).toMatch(/^already: /);
    expect(plan({ kind: 'applied' }, recorded)).toBe(refusal);
  });
});

describe('resolve --accept-change', () => {
  const accept = { kind: 'accept-change', force: false } as const;
  const forced = { kind: 'accept-change', force: true } as const;

  it('takes a cosmetic change, and another only by force', () => {
    expect(plan(accept, { rows: [row(A, COMMENTED)] })).toBe(`rewrite ${A} -> ${A} true`);
    expect(plan(accept, { rows: [row(A, OTHER)] })).toBe(
      `refused: Nothing proves that production has what ${A} says now:\n` +
        'the catalog was not asked, and the text alone does not tell.',
    );
    const different = { rows: [row(A, OTHER)] };
    const some = ['table public.a: it makes table, there is nothing', 'b', 'c', 'd', 'e', 'f'];
    expect(plan(accept, { ...different, missing: some })).toBe(
      `refused: production does not show what ${A} says now:\n` +
        'table public.a: it makes table, there is nothing\nb\nc\nd\ne\nand 1 more',
    );
    expect(plan(accept, { ...different, missing: [] })).toBe(`rewrite ${A} -> ${A} true`);
    expect(plan(forced, { rows: [row(A, OTHER)] })).toBe(`rewrite ${A} -> ${A} true`);
  });

  it('is so already with the same content', () => {
    expect(plan(accept)).toBe(`already: production has ${A} with this content already.`);
  });

  it.each([
    ['pending', { rows: [] }, /it is pending there/],
    ['interrupted', { rows: started }, /started on production and never finished/],
    ['not in the candidate', { candidate: [] }, /not in the candidate/],
    ['unreadable', { rows: [row(A, OTHER)], text: null }, /could not be read/],
  ])('is refused, by force too, for what is %s', (_, over, says) => {
    expect(plan(forced, over)).toMatch(says);
  });
});

describe('resolve --renamed-from', () => {
  const renamed = { kind: 'renamed-from', old: B } as const;
  const content = migration(A).blob;

  it('takes the row of the very content, or of one that differs in comments', () => {
    expect(plan(renamed, { rows: [row(B, { blob: content })] })).toBe(`rewrite ${B} -> ${A} true`);
    expect(plan(renamed, { rows: [row(B, COMMENTED)] })).toBe(`rewrite ${B} -> ${A} true`);
  });

  it('is so already where only the new name is there', () => {
    expect(plan(renamed)).toBe(`already: ${A} has that name on production already.`);
  });

  it.each([
    ['another content', { rows: [row(B, OTHER)] }, /does not say what 002_people.sql said/],
    ['a copy', { rows: [row(B)], candidate: [migration(A), migration(B)] }, /is a copy of it/],
    ['an old one that never ran', { rows: [] }, /002_people.sql never ran/],
    ['a new one that ran', { rows: [row(A), row(B)] }, /in the ledger of production already/],
    ['an interrupted one', { rows: [row(B, { state: 'started' })] }, /settle that first/],
    ['one that is not in the candidate', { candidate: [] }, /not in the candidate/],
  ])('is refused for %s', (_, over, says) => {
    expect(plan(renamed, over)).toMatch(says);
  });
});

describe('resolve --retired', () => {
  const retired = { kind: 'retired' } as const;
  const gone = { candidate: [], text: null };

  it('takes the row out; again it is so already, as the audit says', () => {
    expect(plan(retired, gone)).toBe(`remove ${A}`);
    expect(plan(retired, { ...gone, rows: [], recorded: true })).toMatch(/^already: /);
    expect(plan(retired, { ...gone, rows: [] })).toMatch(/^refused: .*not in the ledger/);
  });

  it.each([
    [
      'held by a branch',
      { ...gone, holders: ['feature/x', 'the working tree'] },
      /feature\/x, the/,
    ],
    ['only renamed', { ...gone, candidate: [migration(B, A)] }, /its content is in 002_people/],
    ['interrupted', { ...gone, rows: started }, /settle that first/],
  ])('is refused for one that is %s', (_, over, says) => {
    expect(plan(retired, over)).toMatch(says);
  });
});
