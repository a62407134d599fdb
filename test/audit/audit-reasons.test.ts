import { describe, expect, it } from 'vitest';
import { readAudit } from '../../src/commands/read-audit.ts';
import type { Audit } from '../../src/core/audit.ts';
import { decide } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { migrationsToAudit } from '../../src/core/make-audit.ts';
import { planOffer } from '../../src/core/plan-offer.ts';
import { planRun } from '../../src/core/plan-run.ts';
import { renderPlan, renderRefusals } from '../../src/core/render-run.ts';
import { withShortAudit } from '../../src/core/short-audit.ts';
import { readRepository } from '../../src/git/repository.ts';
import { factsOf, migration, override, pair, UNREACHABLE, wideLines } from '../core/builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const migrations = [A, B];

const toAudit = (facts: Facts): string[] =>
  migrationsToAudit(facts, decide(facts).report).map(({ migration: { name } }) => name);

/** With so many findings in each of what is audited. */
const audited = (facts: Facts, over: Partial<Audit> = {}, count = 1): Facts => {
  const names = toAudit(facts);
  const findings = names.flatMap((name) =>
    Array.from({ length: count }, (_, i) => ({
      migration: name,
      line: i + 6,
      column: 1,
      rule: 'drop-table',
      message: `DROP TABLE t${i}: its rows are lost`,
    })),
  );
  return { ...facts, audit: { level: 'warn', findings, problem: null, audited: names, ...over } };
};

const auditsOf = (facts: Facts): string[] =>
  decide(facts)
    .report.reasons.filter(({ code }) => code === 'AUDIT')
    .map((reason) => `${reason.severity} ${reason.migrations.join(' ')}`);

describe('what is audited', () => {
  it.each([
    ['what is pending there', { migrations, production: [A] }, [B]],
    [
      'what is pending here, and nobody knows of there',
      { migrations, local: [A], production: UNREACHABLE },
      [B],
    ],
    ['not what has run there: nobody can change it any more', { migrations, local: [] }, []],
    ['nothing, where all is applied', { migrations }, []],
    ['nothing that was not asked for', { migrations, production: UNREACHABLE }, []],
  ])('%s', (_, short, names) => {
    expect(toAudit(factsOf(short))).toEqual(names);
  });

  it('nothing, where the config says off', async () => {
    const repository = await readRepository('.');
    const facts = factsOf({ migrations, production: [A] });
    expect(await readAudit(repository, { config: { audit: 'off' } }, facts)).toBeNull();
    expect(await readAudit(repository, { config: { audit: 'warn' } }, facts)).toMatchObject({
      level: 'warn',
      audited: [B],
    });
  });

  it('not what an override covers', () => {
    const facts = factsOf({ migrations, production: [] }, { overrides: [override([pair(B)])] });
    expect(toAudit(facts)).toEqual([A]);
  });
});

describe('the reasons of an audit', () => {
  it('warn, or block what is to be deployed', () => {
    const facts = factsOf({ migrations, local: [], production: [A] });
    expect(auditsOf(audited(facts))).toEqual([`warn ${B}`]);
    expect(auditsOf(audited(facts, { level: 'error' }))).toEqual([`block ${B}`]);
    const local = factsOf({ migrations, local: [], production: { access: 'off' } });
    expect(auditsOf(audited(local, { level: 'error' }))).toEqual([`warn ${A}`, `warn ${B}`]);
  });

  it('go when the migration has run meanwhile', () => {
    const before = audited(factsOf({ migrations, production: [A] }), { level: 'error' });
    const after = { ...before, targets: factsOf({ migrations }).targets };
    expect(decide(after).report).toMatchObject({ verdict: 'ready', reasons: [] });
  });

  it('do not block what an override covers', () => {
    const facts = audited(factsOf({ migrations, production: [A] }), { level: 'error' });
    const covered = { ...facts, overrides: [override([pair(B)])] };
    expect(decide(covered).report.verdict).toBe('overridden');
    expect(auditsOf(covered)).toEqual([]);
  });

  it('block where squawk failed and the config says error', () => {
    const facts = factsOf({ migrations, production: [A] });
    const problem = 'squawk gave no answer within 5 s.';
    const failed = audited(facts, { level: 'error', problem, findings: [] });
    expect(auditsOf(failed)).toEqual([`block ${B}`]);
    expect(planRun(failed, decide(failed).report, 'production', new Map()).refusals).toHaveLength(
      1,
    );
  });
});

describe('the plan', () => {
  const pending = factsOf({ migrations, local: [], production: [A] });
  const plan = (facts: Facts, target = 'production') =>
    planRun(facts, decide(facts).report, target, new Map());

  it('shows the warnings of what it runs', () => {
    const text = renderPlan(plan(audited(pending)), 'production: db.example.com/app');
    expect(wideLines(text)).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
      "Plan: run 1 migration on production: db.example.com/app
        002_orders.sql
      ⚠️  Look at this before migrations/002_orders.sql runs:
          6:1 DROP TABLE t0: its rows are lost (drop-table)
      "
    `);
  });

  it('shows ten lines, and what shows the others', () => {
    const many = audited(pending, {}, 14);
    const lines = renderPlan(plan(many), 'x').trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 10 + 1);
    expect(lines.at(-1)).toBe('    and 5 more lines: npx --no migration-gate verify feature');
    const files = { ...many, advice: { ...many.advice, what: '' } };
    expect(renderPlan(plan(files), 'x')).toMatch(/\n {4}and 5 more lines\n$/);
  });

  it('is refused there, and not here, where the config says error', () => {
    const facts = audited(pending, { level: 'error' }, 14);
    expect(plan(facts, 'local')).toMatchObject({ refusals: [], notes: [expect.any(String)] });
    const { refusals } = plan(facts);
    expect(renderRefusals(refusals, 'Nothing was run on production.')).toMatchInlineSnapshot(`
      "Nothing was run on production.
      ✗ Look at this before migrations/002_orders.sql runs:
          6:1 DROP TABLE t0: its rows are lost (drop-table)
          7:1 DROP TABLE t1: its rows are lost (drop-table)
          8:1 DROP TABLE t2: its rows are lost (drop-table)
          9:1 DROP TABLE t3: its rows are lost (drop-table)
          10:1 DROP TABLE t4: its rows are lost (drop-table)
          11:1 DROP TABLE t5: its rows are lost (drop-table)
          12:1 DROP TABLE t6: its rows are lost (drop-table)
          13:1 DROP TABLE t7: its rows are lost (drop-table)
          14:1 DROP TABLE t8: its rows are lost (drop-table)
          and 5 more lines: npx --no migration-gate verify feature
      What to type:
        Change the file, or say in its header why it is right:
        -- migration-gate: audit-ok drop-table: <why>
      "
    `);
    expect(planOffer(facts, decide(facts).report, new Map())).toBeNull();
    expect(planOffer(audited(pending), decide(audited(pending)).report, new Map())).not.toBeNull();
  });
});

it('a hook shows ten lines, of however many files', () => {
  const names = Array.from({ length: 12 }, (_, i) => `${String(i + 1).padStart(3, '0')}_a.sql`);
  const facts = audited(
    factsOf({ migrations: names.map((n) => migration(n)), production: [] }),
    {},
    3,
  );
  const { report } = withShortAudit(decide(facts), facts.advice);
  const messages = report.reasons.flatMap(({ code, message }) =>
    code === 'AUDIT' ? [message] : [],
  );
  expect(messages.join('\n').split('\n')).toHaveLength(10 + 1);
  expect(messages.at(-1)).toMatch(/and \d+ more lines: npx --no migration-gate verify feature$/);
});
