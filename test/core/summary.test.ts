import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { renderReport, renderSummary } from '../../src/core/render-report.ts';
import { answer, factsOf, override, pair, REFUSED, row, target, UNREACHABLE } from './builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const C = '003_items.sql';
const migrations = [A, B];
const READY = '✓ READY TO MERGE - Production is up to date';
const OFF = { access: 'off' } as const;
const NOT_CONFIGURED = { access: 'not-configured', fixes: ['X=y'] } as const;
const linesOf = (facts: Facts): string[] => renderSummary(decide(facts)).split('\n');
const lastLine = (facts: Facts): string => linesOf(facts).at(-2) ?? '';

describe('the frame', () => {
  it('is, byte for byte, the one of the contract', () => {
    const line = '======================================================================';
    expect(line).toHaveLength(70);
    expect(renderReport(decide(factsOf({ migrations })))).toMatch(
      new RegExp(
        `\n\n${line}\nVERIFICATION SUMMARY\n${line}\nLocal migrations:  ✓\n` +
          `Production access: ✓\n\n${READY}\n${line}\n$`,
      ),
    );
  });

  it('has an aligned line for each further target, and lists local first', () => {
    const targets = [
      target('production', [A, B]),
      target('local', [A, B]),
      target('staging', UNREACHABLE),
      target('a-very-long-target', [A, B]),
    ];
    expect(linesOf(factsOf({ migrations }, { targets })).slice(3, 7)).toEqual([
      'Local migrations:  ✓',
      'Production access: ✓',
      'Staging access:    ⚠️',
      'A-very-long-target access: ✓',
    ]);
  });
});

describe('the mark of local', () => {
  it.each([
    ['all applied', [A, B], '✓'],
    ['more than the candidate has', [A, B, C], '✓'],
    ['one pending', [A], '✗'],
    ['one modified', [A, row(B, { blob: 'b'.repeat(40) })], '✗'],
    ['one interrupted', [A, row(B, { state: 'started' })], '✗'],
    ['no ledger', answer('local', [], { ledger: null }), '✗'],
    ['unreachable', UNREACHABLE, '⚠️'],
    ['refused', REFUSED, '⚠️'],
    ['not configured', NOT_CONFIGURED, '⚠️'],
    ['switched off', OFF, '–'],
  ])('%s: %s', (_, local, mark) => {
    expect(linesOf(factsOf({ migrations, local }))[3]).toBe(`Local migrations:  ${mark}`);
  });

  it('shows a covered migration as not applied', () => {
    const overrides = [override([pair(B)])];
    const line = linesOf(factsOf({ migrations, local: [A] }, { overrides }))[3];
    expect(line).toBe('Local migrations:  ✗');
  });

  it('is off where the branch is not judged against it', () => {
    const targets = [target('production', [A, B])];
    expect(linesOf(factsOf({ migrations }, { targets }))[3]).toBe('Local migrations:  –');
  });
});

describe('the mark of an access line', () => {
  it.each([
    ['asked, nothing there', [], '✓'],
    ['unreachable', UNREACHABLE, '⚠️'],
    ['refused', REFUSED, '✗'],
    ['same as local', answer('local', [A, B]), '✗'],
    ['a replica', answer('production', [A, B], { readReplica: true }), '✗'],
    ['not configured', NOT_CONFIGURED, '⚠️'],
    ['switched off', OFF, '–'],
  ])('%s: %s', (_, production, mark) => {
    expect(linesOf(factsOf({ migrations, production }))[4]).toBe(`Production access: ${mark}`);
  });

  it('is ✗ where another than the pinned database answers, and none of its rows is shown', () => {
    const production = target('production', [A], { pinnedId: 'other' });
    const facts = factsOf({ migrations }, { targets: [target('local', [A, B]), production] });
    expect(linesOf(facts)[4]).toBe('Production access: ✗');
    expect(decide(facts).report.targets[1]).toMatchObject({ access: 'refused', migrations: [] });
    expect(decide(facts).report.reasons.map(({ code }) => code)).toEqual(['REFUSED']);
  });

  it('is ✓ for the pinned one', () => {
    const production = target('production', [A, B], { pinnedId: 'id-of-production' });
    const facts = factsOf({ migrations }, { targets: [target('local', [A, B]), production] });
    expect(linesOf(facts)[4]).toBe('Production access: ✓');
    expect(lastLine(facts)).toBe(READY);
  });

  it('is ✗ for both of two further targets that are one database', () => {
    const twin = answer('twin', [A, B]);
    const targets = [target('local', [A, B]), target('production', twin), target('staging', twin)];
    expect(linesOf(factsOf({ migrations }, { targets })).slice(4, 6)).toEqual([
      'Production access: ✗',
      'Staging access:    ✗',
    ]);
  });

  it('is – for production where the branch is not judged against it', () => {
    const facts = factsOf({ migrations }, { targets: [target('local', [A, B])] });
    expect(linesOf(facts)[4]).toBe('Production access: –');
  });
});
