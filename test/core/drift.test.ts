import { describe, expect, it } from 'vitest';
import { parseCatalogKey } from '../../src/core/catalog-key.ts';
import { decide, exitCodeOf } from '../../src/core/decide.ts';
import { describeDifference } from '../../src/core/describe-difference.ts';
import { type Drift, findDrift } from '../../src/core/drift.ts';
import { type PromisedRow, promisedSequence } from '../../src/core/promised.ts';
import { renderDrift } from '../../src/core/render-drift.ts';
import { compareFingerprint } from '../../src/core/schema-fingerprint.ts';
import { factsOf, wideLines } from './builders.ts';

type Values = Record<string, string>;

const find = (
  promised: Values,
  live: Values,
  ignore: readonly string[] = [],
): Pick<Extract<Drift, { kind: 'compared' }>, 'differences' | 'ignored'> =>
  findDrift(new Map(Object.entries(promised)), new Map(Object.entries(live)), ignore);

const said = (promised: Values, live: Values): string[] =>
  find(promised, live).differences.map(describeDifference);

describe('the parts of a key', () => {
  it.each([
    ['column public.users.age', 'column', 'public.users.age', 'public.users', ''],
    ['not null "A b"."c.d"."e ""f"', 'not null', '"A b"."c.d"."e ""f"', '"A b"."c.d"', ''],
    ['function public.f(a integer, b public.t)', 'function', 'public.f(a integer, b public.t)'],
    ["label public.mood 'so so'", 'label', 'public.mood', 'public.mood', "'so so'"],
    ['inherits public.a "S".b', 'inherits', 'public.a', 'public.a', '"S".b'],
    ['schema "My app"', 'schema', '"My app"', '"My app"', ''],
  ])('%s', (key, kind, name, object = name, rest = '') => {
    expect(parseCatalogKey(key)).toEqual({ kind, name, object, rest });
  });
});

describe('what differs', () => {
  const INDEX = 'CREATE INDEX "odd ON name" ON ONLY public."my table" USING btree (a)';
  const TABLE = {
    'table public."my table"': 'table',
    'column public."my table".a': 'integer',
    'index public."odd ON name"': INDEX,
    'sequence public.s': 'bigint',
    'owned by public.s': 'public."my table".a',
  };

  it('is said once of a whole table, with its indexes and sequences', () => {
    expect(said({}, TABLE)).toEqual([
      'table public."my table" (1 column, 1 index) is in no migration',
    ]);
    const without = { ...TABLE, 'index public."odd ON name"': undefined } as unknown as Values;
    delete without['index public."odd ON name"'];
    expect(find(TABLE, without).differences).toMatchObject([
      { object: 'public."my table"', kind: 'missing', promised: INDEX, live: null, parts: [] },
    ]);
  });

  it('is nothing where only the version of PostgreSQL writes a view in another way', () => {
    const view = 'view public.v';
    const older = { [view]: ' SELECT events.type\n   FROM public.events;' };
    expect(said({ [view]: ' SELECT type\n   FROM public.events;' }, older)).toEqual([]);
    // A table that is called as its column.
    expect(
      said({ [view]: 'SELECT type FROM s.type' }, { [view]: 'SELECT type.type FROM s.type' }),
    ).toEqual([]);
    for (const other of [
      'SELECT b.x FROM s.a, s.b',
      'SELECT a.x FROM s.a, t.b',
      'SELECT x FROM a',
    ]) {
      expect(said({ [view]: 'SELECT a.x FROM s.a, s.b' }, { [view]: other })).toHaveLength(1);
    }
  });

  it('is left out, and counted, where the config names object, key or name', () => {
    const live = {
      ...TABLE,
      'table public.audit_log': 'table',
      'index s.i': 'CREATE INDEX i ON s.t USING btree (a)',
      'schema auth': 'there',
      'table auth.users': 'table',
    };
    const left = (...ignore: string[]): string[] => {
      const { differences, ignored } = find({}, live, ignore);
      expect(ignored + differences.length).toBe(4);
      return differences.map(({ key }) => key);
    };
    const [AUTH, MINE, AUDIT, OTHER] = left();
    expect(left('public.audit_*')).toEqual([AUTH, MINE, OTHER]);
    expect(left('s.t')).toEqual([AUTH, MINE, AUDIT]);
    expect(left('index s.*')).toEqual([AUTH, MINE, AUDIT]);
    expect(left('s.i', 'public.*')).toEqual([AUTH]);
    expect(left('auth')).toEqual([MINE, AUDIT, OTHER]);
  });

  it('is shown with both definitions, of long ones where they differ', () => {
    const long = `SELECT ${'a_rather_long_column, '.repeat(20)}`;
    const { differences, ignored } = find(
      {
        'index public.i': 'CREATE INDEX i ON public.t USING btree (a)',
        'view public.v': `${long}x FROM public.t WHERE x = 1`,
        'default public.t.a': '1',
        'function public.f()': 'integer v false false u f sql 5d41402abc4b2a76b9719d911017c592',
      },
      {
        'view public.v': `${long}x FROM public.t WHERE x = 2\u001b`,
        'default public.t.a': '0',
        'function public.f()': 'integer v false true u f sql 7d793037a0760186574b0282f2f435e7',
        'table public.hotfix': 'table',
      },
    );
    const promised = ['001_a.sql', '002_b.sql'];
    const unfinished = ['003_c.sql'];
    const drift: Drift = {
      kind: 'compared',
      since: 'changed',
      differences,
      ignored: ignored + 2,
      promised,
      unfinished,
    };
    const text = renderDrift({ name: 'production', detail: 'db.example.com/app' }, drift);
    expect(wideLines(text)).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
      "production  db.example.com/app: 5 differences from what 2 migrations promise
      ✗ function public.f(): SECURITY DEFINER on, not off; another body
      ✗ table public.hotfix is in no migration
      ✗ column public.t.a: default 0, promised 1
      ✗ index public.i is missing
          promised: CREATE INDEX i ON public.t USING btree (a)
      ✗ view public.v is not as promised
          promised: …mn, x FROM public.t WHERE x = 1
          there is: …mn, x FROM public.t WHERE x = 2\\x1b
      2 ignored by drift.ignore.
      003_c.sql never ended; what it did is in no promise.
      The schema has changed since the last deployment.
      "
    `);
  });
});

const ROW: PromisedRow = {
  name: '',
  blob: '',
  sql: '',
  state: 'applied',
  origin: 'deployed',
  appliedAt: '2026-03-10T08:00:00.000000Z',
  fingerprint: null,
};
const at = (minute: number, name: string, origin: PromisedRow['origin'] = 'deployed') => ({
  ...ROW,
  name,
  origin,
  appliedAt: `2026-03-10T08:${minute}:00.000000Z`,
});

describe('what a ledger promises', () => {
  const order = (rows: readonly PromisedRow[]): string[] =>
    promisedSequence(rows).map(({ name }) => name);

  it('is what ran, in the order in which it ran', () => {
    const rows = [at(30, '001_a.sql'), at(10, '002_b.sql'), at(20, '003_c.sql')];
    const begun = { ...ROW, name: '004_d.sql', state: 'started', appliedAt: null } as const;
    expect(order([...rows, begun])).toEqual(['002_b.sql', '003_c.sql', '001_a.sql']);
  });

  it('takes what was adopted by its name, but not behind what ran after that', () => {
    const adopted = ['003_c.sql', '001_a.sql', '002_b.sql'].map((name, i) =>
      at(10 + i, name, 'adopted'),
    );
    const later = [at(30, '004_d.sql'), at(31, '006_f.sql')];
    const hotfix = at(40, '005_e.sql', 'adopted');
    const early = at(15, '009_i.sql', 'adopted');
    expect(order([...later, hotfix, early, ...adopted])).toEqual([
      '001_a.sql',
      '002_b.sql',
      '003_c.sql',
      '009_i.sql',
      '004_d.sql',
      '005_e.sql',
      '006_f.sql',
    ]);
  });
});

describe('a fingerprint', () => {
  it.each([
    ['1.a:15:x:i', '1.a:15:x:i', 'unchanged'],
    ['1.a:15:x:i', '1.a:15:y:i', 'unchanged'], // by what is ignored alone
    ['1.a:15:x:i', '1.a:15:x:j', 'unchanged'], // and the list is another one
    ['1.a:15:x:i', '1.a:15:y:j', 'changed'],
    ['1.a:15:x:i', '1.a:18:x:i', 'unknown'],
    ['1.a:15:x:i', '1.b:15:x:i', 'unknown'],
    [null, '1.a:15:x:i', 'unknown'],
    ['changed by hand before it', '1.a:15:x:i', 'unknown'],
  ])('%s against %s: %s', (recorded, live, since) => {
    expect(compareFingerprint(recorded, live)).toBe(since);
  });
});

describe('drift at the gate', () => {
  const hotfix = find({}, { 'table public.hotfix': 'table' });
  const none = find({}, {});
  const more = { since: 'unknown', promised: [], unfinished: [] } as const;
  const exitOf = (level: 'warn' | 'error', target: string, drift: Drift): number =>
    exitCodeOf(
      decide(
        factsOf(
          { migrations: ['001_a.sql'] },
          { drift: { level, found: new Map([[target, drift]]) } },
        ),
      ).report.verdict,
    );

  it('blocks by the config alone, never for a local database, never where there is none', () => {
    const found: Drift = { kind: 'compared', ...hotfix, ...more };
    const unknown: Drift = { kind: 'unknown', since: 'unknown', problem: 'No.', fixes: ['x'] };
    expect(exitOf('error', 'production', found)).toBe(1);
    expect(exitOf('warn', 'production', found)).toBe(0);
    expect(exitOf('error', 'local', found)).toBe(0);
    expect(exitOf('error', 'production', { kind: 'compared', ...none, ...more })).toBe(0);
    expect(exitOf('error', 'production', { kind: 'unchanged' })).toBe(0);
    expect(exitOf('error', 'production', unknown)).toBe(1);
  });
});
