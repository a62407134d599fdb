import { describe, expect, it } from 'vitest';
import {
  type Baseline,
  defaultBaselinePath,
  parseBaseline,
  renderBaseline,
} from '../../src/core/baseline.ts';
import { describeBeginning } from '../../src/core/begin-with-baseline.ts';
import { decide } from '../../src/core/decide.ts';
import type { Facts } from '../../src/core/facts.ts';
import { ignoredFiles } from '../../src/core/ignored-files.ts';
import { normaliseDump } from '../../src/core/normalise-dump.ts';
import { plainValue } from '../../src/core/plain-view.ts';
import { planBaseline } from '../../src/core/plan-baseline.ts';
import { planRun } from '../../src/core/plan-run.ts';
import { nothingRan, renderPlan, renderRefusals } from '../../src/core/render-run.ts';
import {
  withBaseline,
  withoutBaseline,
  withoutBaselineThere,
} from '../../src/core/replayed-baseline.ts';
import type { Step } from '../../src/core/timeline.ts';
import { answer, factsOf, inCandidate, migration, row, UNREACHABLE } from './builders.ts';

const A = '001_users.sql';
const B = '002_orders.sql';
const C = '010_items.sql';
const migrations = [A, B, C];
const pairs = (...names: string[]): { name: string; blob: string }[] =>
  names.map((name) => ({ name, blob: migration(name).blob }));
const baseline = (...names: string[]): Baseline => ({
  path: 'db/baseline.sql',
  blob: 'e'.repeat(40),
  sql: 'CREATE TABLE old ();\n',
  through: names.at(-1) ?? '',
  covers: pairs(...names),
});

describe('a baseline file', () => {
  it('says itself what it stands for', () => {
    const said = { through: B, covers: pairs(A, B) };
    const text = renderBaseline(said, 'SELECT 1;\n');
    expect(parseBaseline(text)).toEqual(said);
    expect(text).toMatch(/^-- migration-gate: baseline through 002_orders.sql\n/);
    expect(text).toMatch(/\n\nSELECT 1;\n$/);
  });

  it.each([
    '',
    '-- a dump\n',
    `-- migration-gate: baseline through ${A}\n`,
    `-- migration-gate: baseline through ${A}\nSELECT 1;\n-- migration-gate: covers ${A} ${'a'.repeat(40)}\n`,
    `-- migration-gate: baseline through ${A}\n-- migration-gate: covers ${B} ${'a'.repeat(40)}\n`,
  ])('is none: %j', (text) => {
    expect(parseBaseline(text)).toBeNull();
  });

  it('lies beside the migrations, and is none of them', () => {
    expect(defaultBaselinePath('migrations')).toBe('baseline.sql');
    expect(defaultBaselinePath('server/db/migrations')).toBe('server/db/baseline.sql');
    const config = { migrations: 'db', ignore: ['x.sql'] };
    expect(ignoredFiles({ ...config, baseline: 'db/baseline.sql' })).toEqual([
      'x.sql',
      'baseline.sql',
    ]);
    expect(ignoredFiles({ ...config, baseline: 'dbs/baseline.sql' })).toEqual(['x.sql']);
    expect(ignoredFiles(config)).toEqual(['x.sql']);
  });
});

const DUMP = `--
-- PostgreSQL database dump
--

\\restrict 9fcVyIK3

-- Dumped from database version 18.3

SET statement_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA app;
COMMENT ON EXTENSION citext IS 'x';
COMMENT ON SCHEMA public IS '';
COMMENT ON SCHEMA app IS 'ours';
CREATE USER MAPPING FOR ann SERVER far OPTIONS (password 'hush', "user" 'u');
CREATE FUNCTION public.f() RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT 1;
 SELECT 2;
END;

--
-- Name: g(); Type: FUNCTION
--

CREATE FUNCTION public.g() RETURNS text LANGUAGE sql AS $$
-- kept
SELECT E'\\\\restrict 9fcVyIK3; --'
$$;

\\unrestrict 9fcVyIK3
`;

it('a dump becomes plain SQL that says nothing of who made it', () => {
  expect(normaliseDump(DUMP)).toMatchInlineSnapshot(`
    "SET client_encoding = 'UTF8';

    SELECT pg_catalog.set_config('search_path', '', false);

    CREATE SCHEMA IF NOT EXISTS app;

    COMMENT ON SCHEMA app IS 'ours';

    CREATE FUNCTION public.f() RETURNS integer
        LANGUAGE sql
        BEGIN ATOMIC
     SELECT 1;
     SELECT 2;
    END;

    CREATE FUNCTION public.g() RETURNS text LANGUAGE sql AS $$
    -- kept
    SELECT E'\\\\restrict 9fcVyIK3; --'
    $$;
    "
  `);
  expect(normaliseDump(DUMP.replaceAll('9fcVyIK3', 'other').replace('18.3', '15.1'))).toBe(
    normaliseDump(DUMP).replaceAll('9fcVyIK3', 'other'),
  );
  expect(normaliseDump('')).toBe('');
});

it('a dump of 18 says of what it inherits what an older server reads', () => {
  const dump = `CREATE TABLE public."a, (child" (
    a integer,
    CONSTRAINT "n, t" NOT NULL "my id",
    NOT NULL b
)
INHERITS (public.parent);
`;
  expect(normaliseDump(dump)).toMatchInlineSnapshot(`
    "CREATE TABLE public."a, (child" (
        a integer
    )
    INHERITS (public.parent);

    ALTER TABLE ONLY public."a, (child" ALTER COLUMN "my id" SET NOT NULL;

    ALTER TABLE ONLY public."a, (child" ALTER COLUMN b SET NOT NULL;
    "
  `);
});

describe('planBaseline', () => {
  const plan = (facts: Facts, through: string): ReturnType<typeof planBaseline> =>
    planBaseline(facts, decide(facts).report, 'production', {
      through,
      command: (name) => `baseline --through ${name}`,
      forced: false,
    });

  it('stands for all up to the name, and records what the ledger lacks', () => {
    const facts = factsOf({ migrations, production: answer('p', [], { ledger: null }) });
    const { covers, record, refusals } = plan(facts, B);
    expect(covers).toEqual(pairs(A, B));
    expect(record.map((each) => each.migration.name)).toEqual([A, B]);
    expect(refusals).toEqual([]);
    const again = plan(factsOf({ migrations, production: [A, B] }), B);
    expect(again).toMatchObject({ record: [], refusals: [] });
    expect(again.covers).toEqual(pairs(A, B));
  });

  it('stands for what ran there from another branch, too', () => {
    const { covers } = plan(factsOf({ migrations, production: ['001_other.sql'] }), B);
    expect(covers).toEqual(pairs('001_other.sql', A, B));
  });

  it.each([
    ['an unknown name', [], '003_x.sql', '003_x.sql is not in the candidate.'],
    [
      'more that is recorded',
      [A, C],
      B,
      `production has more, so the dump would hold more than it says:\n${C} (from feature/x)`,
    ],
    [
      'more from a branch',
      [row('020_z.sql', { branch: 'feature' })],
      B,
      'production has more, so the dump would hold more than it says:\n020_z.sql (from feature)',
    ],
    [
      'a change',
      [row(A, { blob: 'b'.repeat(40) })],
      B,
      `${A} is recorded on production with another content.`,
    ],
    [
      'an interruption',
      [row(A, { state: 'started' as const })],
      B,
      `${A} was started on production and never finished; that is settled by resolve.`,
    ],
  ])('refuses %s', (_, production, through, message) => {
    const { refusals } = plan(factsOf({ migrations, production }), through);
    expect(refusals.map((refusal) => refusal.message)).toEqual([message]);
  });

  it('refuses what the catalog says is not there', () => {
    const proof = { for: [], drift: [], open: null, because: null, implied: false } as const;
    const absent = { ...proof, name: A, verdict: 'absent', against: ['table public.a'] } as const;
    const evidence = new Map([['production', [absent]]]);
    const facts = { ...factsOf({ migrations, production: [] }), evidence };
    expect(renderRefusals(plan(facts, B).refusals, 'Nothing was changed.')).toMatchInlineSnapshot(`
      "Nothing was changed.
      ✗ The catalog of production says that these are not there, or only in part:
          001_users.sql
      What to type:
        npx --no migration-gate verify feature --evidence
        Or, if all that they are for is there (you have looked):
        baseline --through 002_orders.sql --force
      "
    `);
  });

  it('refuses a target that gives no answer', () => {
    const facts = factsOf({ migrations, production: UNREACHABLE });
    expect(plan(facts, B).refusals).toMatchObject([{ code: 'UNREACHABLE' }]);
  });
});

describe('a run with a baseline', () => {
  const withIt = (facts: Facts, ...covered: string[]): Facts =>
    inCandidate(facts, { baseline: baseline(...covered) });
  const plan = (facts: Facts, target = 'local'): ReturnType<typeof planRun> =>
    planRun(facts, decide(facts).report, target, new Map());
  const none = answer('local', [], { ledger: null });

  it('begins with it where there is nothing, and runs the others', () => {
    const facts = {
      ...withIt(factsOf({ migrations, local: none }), A, B),
      empty: new Set(['local']),
    };
    const { beginning, run, refusals } = plan(facts);
    expect(refusals).toEqual([]);
    expect(beginning?.record).toEqual(pairs(A, B));
    expect(run.map((each) => each.migration.name)).toEqual([C]);
    expect(renderPlan(plan(facts), 'local: LOCAL')).toBe(
      'Plan: run 1 migration on local: LOCAL\n' +
        '  first db/baseline.sql (baseline through 002_orders.sql; it stands for 2 migrations)\n' +
        '  010_items.sql\n',
    );
  });

  it('never counts by number: what came later with a lower one runs', () => {
    const late = ['001_late.sql', ...migrations];
    const facts = withIt(factsOf({ migrations: late, local: none }), A, B);
    const { run } = plan({ ...facts, empty: new Set(['local']) });
    expect(run.map((each) => each.migration.name)).toEqual(['001_late.sql', C]);
  });

  it('begins with it, too, where the files that it stands for are gone', () => {
    const facts = withIt(factsOf({ migrations: [C], local: none }), A, B);
    const { beginning, run } = plan({ ...facts, empty: new Set(['local']) });
    expect(beginning && describeBeginning(beginning)).toContain('it stands for 0 migrations');
    expect(run).toHaveLength(1);
  });

  it('minds no trouble of what it does not run', () => {
    const facts = {
      ...withIt(factsOf({ migrations, local: none }), A, B),
      empty: new Set(['local']),
    };
    const contents = new Map(facts.contents).set(migration(A).blob, '\\i other.sql\n');
    expect(plan({ ...facts, contents }).refusals).toEqual([]);
    expect(plan({ ...facts, contents, empty: new Set() }).refusals).toHaveLength(1);
  });

  it('refuses what is not empty and lacks them', () => {
    const facts = withIt(factsOf({ migrations, local: none }), A, B);
    const { refusals, beginning } = plan({ ...facts, empty: new Set() });
    expect(beginning).toBeUndefined();
    expect(renderRefusals(refusals, nothingRan('local: LOCAL'))).toMatchInlineSnapshot(`
      "Nothing was run on local: LOCAL.
      ✗ local is not empty, and its ledger lacks what db/baseline.sql stands for:
          001_users.sql
          002_orders.sql
      What to type:
        If their effects are there:
        npx --no migration-gate adopt --through 002_orders.sql --target local --what feature --reason "…"
        If not, make it anew:
        npx --no migration-gate apply feature --rebuild
      "
    `);
    const there = withIt(factsOf({ migrations, local: [A, B] }), A, B);
    expect(plan(there)).toMatchObject({ refusals: [], run: [{}] });
  });

  it('says nothing of what it stands for and is gone from the folder', () => {
    const facts = factsOf({ migrations: [C], local: [A, B, C], production: [A, B, C] });
    const report = decide({ ...facts, before: pairs(A, B, C) }).report;
    expect(report.reasons.map(({ code }) => code)).toEqual(['REMOVED']);
    const quiet = decide(withIt({ ...facts, before: pairs(A, B, C) }, A, B)).report;
    expect(quiet.reasons).toEqual([]);
    expect(quiet.targets[1]?.migrations.map(({ name }) => name)).toEqual([C]);
  });
});

describe('a replay with a baseline', () => {
  const sequence = migrations.map((name) => ({ name, blob: migration(name).blob, sql: null }));
  const step = (name: string, change: Record<string, string>, over: Partial<Step> = {}): Step => ({
    ...{ name, change: new Map(Object.entries(change)), claims: [], conditional: [], removes: [] },
    ...{ unseen: null, failed: null, ...over },
  });
  const it_ = baseline(A, B);
  const dump = step(it_.path, { 'table public.old': 'there' });

  it('runs the dump in the place of what it stands for', () => {
    expect(withBaseline(sequence, it_).map(({ name }) => name)).toEqual([it_.path, C]);
    expect(withBaseline(sequence, undefined)).toEqual(sequence);
    const { before, steps, broken } = withoutBaseline(sequence, it_, [dump, step(C, { x: '1' })]);
    expect([...before.keys()]).toEqual(['table public.old']);
    expect(steps.map(({ name, unseen }) => [name, unseen])).toEqual([
      [A, 'it is part of the baseline'],
      [B, 'it is part of the baseline'],
      [C, null],
    ]);
    expect(steps[2]?.change.get('x')).toBe('1');
    expect(broken).toBeNull();
  });

  it('knows of nothing where the dump itself fails', () => {
    const failed = [{ ...dump, change: new Map(), failed: 'no such type' }, step(C, {})];
    const { steps, broken } = withoutBaseline(sequence, it_, failed);
    expect(broken).toBe('no such type');
    expect(steps[2]?.failed).toBe('db/baseline.sql fails: no such type');
  });

  it('finds what it stands for absent where nothing of the dump is there', () => {
    const proof = {
      name: A,
      verdict: 'undecided',
      for: [],
      against: [],
      drift: [],
      open: null,
    } as const;
    const part = { ...proof, because: 'it is part of the baseline', implied: false };
    const of = (live: Record<string, string>): string | undefined =>
      withoutBaselineThere([part], new Map(Object.entries(live)), dump.change as never)[0]?.verdict;
    expect(of({ 'schema public': 'there' })).toBe('absent');
    expect(of({ 'table public.old': 'there' })).toBe('undecided');
  });
});

it('a list of varchar means the same before and after a dump', () => {
  const key = 'constraint public.t.c';
  const dumped =
    "((a)::text = ANY ((ARRAY['x'::character varying, 'it''s, ]'::character varying])::text[]))";
  const made =
    "((a)::text = ANY (ARRAY[('x'::character varying)::text, ('it''s, ]'::character varying)::text]))";
  expect(plainValue(key, dumped)).toBe(made);
  expect(plainValue(key, made)).toBe(made);
  const other = "(a = ANY (ARRAY['x'::text]))";
  expect(plainValue(key, other)).toBe(other);
});
