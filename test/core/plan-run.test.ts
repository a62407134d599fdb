import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { ParsedSql } from '../../src/core/parsed-sql.ts';
import { planRun, type RunPlan } from '../../src/core/plan-run.ts';
import {
  type Failure,
  nothingRan,
  renderFailure,
  renderPlan,
  renderRefusals,
} from '../../src/core/render-run.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { answer, factsOf, migration, REFUSED, row, UNREACHABLE, wideLines } from './builders.ts';
import { CASES } from './cases.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const migrations = [A, B];
const WHERE = 'production: db.example.com/app';

const parsed = new Map<string, ParsedSql>();
const plan = (facts: Facts, target = 'production'): RunPlan =>
  planRun(facts, decide(facts).report, target, parsed);
const names = ({ run }: RunPlan): string[] => run.map(({ migration: { name } }) => name);
const withText = async (text: string): Promise<RunPlan> => {
  parsed.set(migration(A).blob, await parseSql(text));
  const facts = factsOf({ migrations: [A], production: [] });
  return plan({ ...facts, contents: new Map([[migration(A).blob, text]]) });
};

describe('planRun', () => {
  it('runs what is pending on that target alone, in order, with its text', () => {
    const facts = factsOf({ migrations, local: [], production: [A] });
    expect(names(plan(facts))).toEqual([B]);
    expect(names(plan(facts, 'local'))).toEqual([A, B]);
    expect(plan(facts).run[0]?.sql).toContain(`SELECT '${B}'`);
    expect(plan(facts).refusals).toEqual([]);
  });

  it('runs nothing where all is applied, or where nothing can be asked', () => {
    expect(plan(factsOf({ migrations }))).toEqual({ run: [], refusals: [], notes: [] });
    const silent = plan(factsOf({ migrations, production: UNREACHABLE }));
    expect(names(silent)).toEqual([]);
    expect(silent.refusals).toMatchObject([{ code: 'UNREACHABLE' }]);
  });

  it('runs both of a duplicate number, and says so', () => {
    const found = plan(factsOf({ migrations: [A, '001_roles.sql'], production: [A] }));
    expect(names(found)).toEqual(['001_roles.sql']);
    expect(found.refusals).toEqual([]);
    expect(found.notes).toEqual(['One number twice: 001_users.sql, 001_roles.sql.']);
  });

  it('says what comes late, and refuses it only where the config says so', () => {
    const facts = factsOf({ migrations, production: [A, '003_items.sql'] });
    expect(plan(facts)).toMatchObject({ refusals: [], notes: [expect.stringMatching(/below/)] });
    expect(plan({ ...facts, order: 'error' }).refusals).toMatchObject([{ code: 'LATE' }]);
    expect(plan({ ...facts, order: 'allow' }).notes).toEqual([]);
  });

  it.each([
    ['MODIFIED', [row(A, { blob: 'b'.repeat(40) })]],
    ['INTERRUPTED', [row(A, { state: 'started' })]],
    ['RENAMED', [row('000_old.sql', { blob: migration(A).blob })]],
    ['REFUSED', REFUSED],
    ['SAME_DATABASE', answer('local', [A])],
    ['READ_REPLICA', answer('p', [A], { readReplica: true })],
    ['LEDGER_NEWER', answer('p', [], { ledger: { databaseId: 'p', version: 2, rows: [] } })],
  ])('refuses to run anything with %s', (code, production) => {
    expect(plan(factsOf({ migrations, production })).refusals).toMatchObject([{ code }]);
  });

  it('minds no trouble of another target, but does not run into the same database', () => {
    const down = factsOf({ migrations, local: [A], production: UNREACHABLE });
    expect(plan(down, 'local')).toMatchObject({ refusals: [], run: [{}] });
    const same = factsOf({ migrations, local: [], production: answer('local', []) });
    expect(plan(same, 'local').refusals).toMatchObject([{ code: 'SAME_DATABASE' }]);
  });

  it('never takes a text that was not read for an empty one', () => {
    const facts = { ...factsOf({ migrations: [A], production: [] }), contents: new Map() };
    expect(plan(facts)).toMatchObject({
      run: [],
      refusals: [{ message: 'migrations/001_users.sql could not be read from git.' }],
    });
  });

  it.each([
    'CREATE INDEX CONCURRENTLY i ON t (a);',
    'BEGIN;\nVACUUM;\nCOMMIT;',
    'CREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();',
    'BEGIN;\nCREATE TABLE a ();',
    "BEGIN;\nPREPARE TRANSACTION 'x';",
    'BEGIN;\nCREAT TABLE a ();\nCOMMIT;',
    "SET standard_conforming_strings = off;\nSELECT '\\'; COMMIT; --'",
    '-- migration-gate: statement-timeout soon\nSELECT 1;',
    '\\connect other\n',
  ])('refuses a file it cannot run so that the ledger stays true: %j', async (text) => {
    const { refusals } = await withText(text);
    expect(renderRefusals(refusals, nothingRan(WHERE))).toMatchSnapshot();
  });
});

describe('as text', () => {
  it('a plan', () => {
    const facts = factsOf({ migrations, production: ['003_items.sql'] });
    expect(renderPlan(plan(facts), WHERE)).toMatchInlineSnapshot(`
      "Plan: run 2 migrations on production: db.example.com/app
        001_users.sql
        002_orders.sql
      ⚠️  Numbered below what already ran on production: 2 migrations.
      "
    `);
  });

  it('a failure: where, what ran, what did not', () => {
    const facts = factsOf({ migrations: [A, B, '003_items.sql'], production: [] });
    const [first, second, third] = plan(facts).run;
    if (!first || !second || !third) throw new Error('the plan is too short');
    const error = {
      message: 'relation "ordres" does not exist',
      sqlstate: '42P01',
      position: second.sql.indexOf('SELECT') + 1,
      detail: 'A detail.',
      hint: 'A hint.',
    };
    expect(
      renderFailure(second, { outcome: 'failed', error }, [first], [third]),
    ).toMatchInlineSnapshot(`
      "✗ migrations/002_orders.sql:5:1: relation "ordres" does not exist (42P01)
          A detail.
          A hint.
        applied: 001_users.sql
        failed:  002_orders.sql (rolled back; nothing of it stays)
        not run: 003_items.sql
      "
    `);
    const bare = { message: 'm', sqlstate: null, position: null, detail: null, hint: null };
    const text = (outcome: Failure['outcome']): string =>
      renderFailure(first, { outcome, error: bare }, [], []);
    expect(text('failed')).toContain('✗ migrations/001_users.sql: m\n  applied: none\n');
    expect(text('interrupted')).toContain('parts may be there');
    expect(text('unknown')).toContain('the ledger knows');
    const wide = (['failed', 'interrupted', 'unknown'] as const).map(text).flatMap(wideLines);
    expect(wide).toEqual([]);
  });

  it('no refusal is wider than a terminal', () => {
    for (const { facts } of CASES) {
      const { refusals } = plan(facts);
      if (refusals.length === 0) continue;
      expect(wideLines(renderRefusals(refusals, nothingRan(WHERE)))).toEqual([]);
    }
  });
});
