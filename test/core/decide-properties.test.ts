import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, exitCodeOf } from '../../src/core/decide.ts';
import type { Facts, TargetFacts } from '../../src/core/facts.ts';
import { hasPair } from '../../src/core/pairs.ts';
import { renderReport } from '../../src/core/render-report.ts';
import {
  answer,
  factsOf,
  migration,
  NOW,
  override,
  pair,
  REFUSED,
  row,
  target,
  UNREACHABLE,
} from './builders.ts';

const NAMES = ['1_a.sql', '2_b.sql', '002_c.sql', '10_d.sql', '11_e.sql'];
const name = fc.constantFrom(...NAMES);
const content = fc.constantFrom('x', 'y', 'z');
const pairs = fc.array(
  fc.tuple(name, content).map(([n, c]) => pair(n, c)),
  { maxLength: 4 },
);

const migrations = fc.uniqueArray(
  fc.tuple(name, content).map(([n, c]) => migration(n, c)),
  { selector: (one) => one.name },
);

const rows = fc.uniqueArray(
  fc
    .record({
      name,
      content,
      state: fc.constantFrom('started', 'applied'),
      sql: fc.option(content),
    })
    .map(({ name: n, content: c, state, sql }) => row(n, { blob: pair(n, c).blob, state, sql })),
  { selector: (one) => one.name },
);

const answers = fc
  .record({
    rows,
    identity: fc.constantFrom('one', 'two'),
    readReplica: fc.boolean(),
    version: fc.constantFrom(1, 1, 1, 2),
    none: fc.boolean(),
  })
  .map(({ rows: found, identity, readReplica, version, none }) =>
    answer('t', [], {
      identity,
      readReplica,
      ledger: none ? null : { databaseId: 'id-1', version, rows: found },
    }),
  );

const reading: fc.Arbitrary<TargetFacts['reading']> = fc.oneof(
  { weight: 4, arbitrary: answers },
  fc.constantFrom(UNREACHABLE, REFUSED, { access: 'off' } as const, {
    access: 'not-configured' as const,
    fixes: [],
  }),
);

const targets = fc.uniqueArray(
  fc
    .record({
      name: fc.constantFrom('production', 'local', 'staging'),
      reading,
      pinnedId: fc.constantFrom(null, null, 'id-1', 'id-2'),
    })
    .map((one) => target(one.name, one.reading, { pinnedId: one.pinnedId })),
  { selector: (one) => one.name },
);

const overrides = fc.array(
  fc
    .record({ pairs, at: fc.constantFrom(NOW, '2026-01-01T00:00:00Z', 'no date') })
    .map((one) => override(one.pairs, { at: one.at })),
  { maxLength: 2 },
);

const problem = fc.option(fc.constant({ code: 'ENV_TRACKED' as const, message: 'm', fix: 'f' }), {
  freq: 10,
});

const facts: fc.Arbitrary<Facts> = fc
  .record({
    migrations,
    targets,
    overrides,
    given: fc.option(pairs.map((list) => override(list, { reason: 'given' }))),
    problem,
    order: fc.constantFrom('error' as const, 'warn' as const, 'allow' as const),
    before: fc.option(pairs),
    brought: fc.option(pairs),
    orphans: fc.subarray(NAMES).map((list) => new Set(list)),
  })
  .map(({ migrations: list, ...over }) => factsOf({ migrations: list }, over));

describe('decide', () => {
  it('is total, and every report can be rendered', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const verdict = decide(some);
        expect(renderReport(verdict)).toMatch(/\n={70}\n$/);
        expect([0, 1, 2]).toContain(exitCodeOf(verdict.report.verdict));
      }),
    );
  });

  it('lets nothing pass that some asked target has not and no override covers', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const { verdict, targets: reports } = decide(some).report;
        if (verdict !== 'ready' && verdict !== 'overridden') return;
        const believed = reports.filter(({ access }) => access === 'ok').map((one) => one.target);
        for (const { name: of, reading: asked } of some.targets) {
          if (asked.access !== 'ok' || !believed.includes(of)) continue;
          for (const one of some.candidate.migrations) {
            const ran = asked.ledger?.rows.find((other) => other.name === one.name);
            const applied = ran?.state === 'applied' && (ran.blob === one.blob || ran.sql !== null);
            const covered = [...some.overrides, ...(some.given ? [some.given] : [])].some((other) =>
              hasPair(other.pairs, one),
            );
            expect(applied || covered).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says ready only where every target is off, or was asked and may be believed', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const { verdict, targets: asked } = decide(some).report;
        if (verdict !== 'ready') return;
        expect(some.problem).toBeNull();
        expect(asked.every(({ access }) => access === 'ok' || access === 'off')).toBe(true);
        const identities = some.targets.flatMap(({ reading: one }) =>
          one.access === 'ok' ? [one.identity] : [],
        );
        expect(new Set(identities).size).toBe(identities.length);
      }),
      { numRuns: 500 },
    );
  });

  it('passes if and only if no reason blocks', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const { verdict, reasons } = decide(some).report;
        const blocks = reasons.some((reason) => reason.severity === 'block');
        expect(exitCodeOf(verdict) === 0).toBe(!blocks);
      }),
    );
  });

  it('does not depend on the order in which targets are asked', () => {
    fc.assert(
      fc.property(facts, (some) => {
        const turned = { ...some, targets: some.targets.toReversed() };
        expect(decide(turned).report.verdict).toBe(decide(some).report.verdict);
      }),
    );
  });
});

it('reports the same where a ledger agrees with all as where each row is compared', () => {
  const property = fc.property(migrations, pairs, pairs, fc.boolean(), (all, before, debt, one) => {
    const compared = factsOf(
      { migrations: all, ...(one ? { local: REFUSED } : {}) },
      { before, overrides: [override(debt)], bypasses: [override(debt)], orphans: new Set(NAMES) },
    );
    const targets = compared.targets.map((asked) => withAgreement(asked, compared));
    const text = (facts: Facts): string => renderReport(decide(facts));
    expect(text({ ...compared, targets })).toBe(text(compared));
  });
  fc.assert(property);
});

function withAgreement(asked: TargetFacts, { candidate }: Facts): TargetFacts {
  const { reading } = asked;
  if (reading.access !== 'ok' || reading.ledger === null) return asked;
  const ledger = { ...reading.ledger, agreed: candidate.migrations };
  return { ...asked, reading: { ...reading, ledger } };
}
