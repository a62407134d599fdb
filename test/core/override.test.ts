import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { renderSummary } from '../../src/core/render-report.ts';
import {
  answer,
  factsOf,
  inCandidate,
  migration,
  override,
  pair,
  REFUSED,
  target,
  UNREACHABLE,
} from './builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const migrations = [A, B];
const covers = { overrides: [override([pair(B)])] };
const brings = { before: [pair(A)], brought: [pair(B)] };

const verdictOf = (facts: Facts): string => decide(facts).report.verdict;
const codes = (facts: Facts): string[] =>
  decide(facts)
    .report.reasons.filter((reason) => reason.severity === 'block')
    .map((reason) => reason.code);

describe('an override', () => {
  it('lets exactly its name with its content pass', () => {
    expect(verdictOf(factsOf({ migrations, production: [A] }, covers))).toBe('overridden');
    const other = { overrides: [override([pair('002_other.sql', B)])] };
    expect(verdictOf(factsOf({ migrations, production: [A] }, other))).toBe('blocked');
  });

  it('does not cover a later edit', () => {
    const edited = [A, migration(B, 'edited')];
    expect(codes(factsOf({ migrations: edited, production: [A] }, covers))).toEqual(['PENDING']);
  });

  it('leaves everything else blocked', () => {
    expect(codes(factsOf({ migrations, production: [] }, covers))).toEqual(['PENDING']);
    const finding = { code: 'INVALID_FOLDER', migrations: [], message: 'm', fix: 'f' } as const;
    const facts = inCandidate(factsOf({ migrations, production: [A] }, covers), {
      findings: [finding],
    });
    expect(codes(facts)).toEqual(['INVALID_FOLDER']);
  });

  it('is the same when given for this very call, and its reason is shown', () => {
    const given = override([pair(B)], { reason: 'now' });
    const verdict = decide(factsOf({ migrations, production: [A] }, { ...covers, given }));
    expect(verdict.overridden).toEqual({ reason: 'now', count: 1 });
  });

  it('is not credited with what another one let through', () => {
    const given = override([pair(A)], { reason: 'now' });
    const verdict = decide(factsOf({ migrations, production: [A] }, { ...covers, given }));
    expect(verdict.overridden?.reason).toBe('hotfix tonight');
  });

  it('is over as soon as everything is deployed', () => {
    const verdict = decide(factsOf({ migrations }, covers));
    expect(verdict.report.verdict).toBe('ready');
    expect(verdict.report.reasons).toEqual([]);
  });

  it('covers a file that cannot be a migration, also one with a strange name', () => {
    const name = 'a\tb.sql';
    const finding = {
      code: 'INVALID_NAME',
      migrations: [name],
      message: 'It is not named as it should be.',
      fix: 'Rename it.',
    } as const;
    const given = override([pair(name)]);
    const facts = factsOf({ migrations: [A] }, { given, brought: [pair(name)] });
    const stray = { strays: [pair(name)], findings: [finding] };
    expect(verdictOf(inCandidate(facts, stray))).toBe('overridden');
    expect(verdictOf(inCandidate({ ...facts, given: null }, stray))).toBe('blocked');
  });
});

describe('an override where a target could not be asked', () => {
  it.each([
    ['unreachable', UNREACHABLE],
    ['refused', REFUSED],
    ['not configured', { access: 'not-configured', fixes: [] } as const],
    ['local again', answer('local', [A, B])],
    ['a replica', answer('production', [A, B], { readReplica: true })],
    ['a newer ledger', answer('p', [], { ledger: { databaseId: 'p', version: 9, rows: [] } })],
  ])('passes what it covers, and says OVERRIDDEN, never READY: %s', (_, production) => {
    const facts = factsOf({ migrations, production }, { ...brings, ...covers });
    expect(verdictOf(facts)).toBe('overridden');
    expect(renderSummary(decide(facts))).toContain(
      '⚠️  OVERRIDDEN - hotfix tonight (1 migrations still not deployed)',
    );
    expect(verdictOf({ ...facts, overrides: [] })).not.toBe('overridden');
  });

  it.each(['BAD_CONFIG', 'ENV_TRACKED'] as const)('passes with %s, as OVERRIDDEN', (code) => {
    const problem = { code, message: 'm', fix: 'f' };
    const facts = factsOf({ migrations }, { ...brings, ...covers, targets: [], problem });
    expect(verdictOf(facts)).toBe('overridden');
    expect(verdictOf({ ...facts, overrides: [] })).toBe(
      code === 'BAD_CONFIG' ? 'error' : 'blocked',
    );
  });

  it('does not pass more than is covered', () => {
    const more = { before: [], brought: [pair(A), pair(B)], ...covers };
    expect(codes(factsOf({ migrations, production: UNREACHABLE }, more))).toEqual(['UNREACHABLE']);
    const command = { before: [], brought: null, ...covers };
    expect(codes(factsOf({ migrations, production: UNREACHABLE }, command))).toEqual([
      'UNREACHABLE',
    ]);
  });

  it('does not hide what the other target lacks', () => {
    const facts = factsOf(
      { migrations, local: [], production: UNREACHABLE },
      {
        ...brings,
        ...covers,
      },
    );
    expect(codes(facts)).toEqual(['PENDING']);
  });
});

describe('debt', () => {
  const since = (at: string, debtMaxAgeDays = 14): Facts =>
    factsOf(
      { migrations, production: [A] },
      { debtMaxAgeDays, overrides: [override([pair(B)], { at })] },
    );

  it.each([
    ['2026-03-06T12:00:00.000Z', 14, []],
    ['2026-03-05T12:00:00.000Z', 14, ['DEBT']],
    ['2026-03-05T12:00:00.000Z', 30, []],
    ['2027-01-01T00:00:00.000Z', 14, []],
    ['not a date', 14, ['DEBT']],
  ])('of %s with %i days allowed blocks: %j', (at, days, expected) => {
    expect(codes(since(at, days))).toEqual(expected);
  });

  it('is as old as the first override of it, whoever overrides again', () => {
    const facts = since('2026-03-01T12:00:00.000Z');
    const again = override([pair(B)], { at: facts.now });
    expect(codes({ ...facts, given: again })).toEqual(['DEBT']);
  });

  it('counts a migration once, however many targets lack it', () => {
    const targets = ['local', 'production', 'staging'].map((name) => target(name, [A]));
    const verdict = decide(factsOf({ migrations }, { ...covers, targets }));
    expect(verdict.overridden?.count).toBe(1);
    const debt = verdict.report.reasons.find((reason) => reason.code === 'DEBT');
    expect(debt?.fixes).toEqual([
      'npx --no migration-gate apply feature',
      'npx --no migration-gate deploy feature',
      'npx --no migration-gate deploy feature --target staging',
    ]);
  });
});
