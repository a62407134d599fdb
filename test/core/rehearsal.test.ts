import { describe, expect, it } from 'vitest';
import { mayConflict } from '../../src/core/may-conflict.ts';
import { planMerging } from '../../src/core/merge-order.ts';
import { isClean, type Rehearsal, type RehearsedBranch } from '../../src/core/rehearsal.ts';
import { renderRehearsal } from '../../src/core/render-rehearsal.ts';
import { migration, wideLines } from './builders.ts';

const branch = (name: string, ...brings: string[]) => ({
  name,
  brings: brings.map((one) => migration(one)),
});
const main = (...names: string[]) => ({
  name: 'main',
  migrations: names.map((one) => migration(one)),
});
/** `b > a`, and what is late: `a: 005_a.sql after 006_b.sql of b` */
const planned = (...given: Parameters<typeof planMerging>): string[] => {
  const { order, late } = planMerging(...given);
  const lines = late.map(
    (one) => `${one.branch}: ${one.migrations} after ${one.after.migration} of ${one.after.branch}`,
  );
  return [order.join(' > '), ...lines];
};

describe('the order of merging', () => {
  it('begins with the lowest number', () => {
    const open = [branch('a', '007_a.sql'), branch('b', '6_b.sql'), branch('docs')];
    expect(planned(open, main('001_m.sql'))).toEqual(['b > a']);
  });

  it('says what comes after what the protected branch has', () => {
    expect(planned([branch('a', '002_a.sql', '004_a.sql')], main('003_m.sql'))).toEqual([
      'a',
      'a: 002_a.sql after 003_m.sql of main',
    ]);
  });

  it('says what is late in any order, because numbers lie between each other', () => {
    const open = [branch('a', '005_a.sql', '008_a.sql'), branch('b', '006_b.sql')];
    expect(planned(open, main())).toEqual(['a > b', 'b: 006_b.sql after 008_a.sql of a']);
  });

  it('puts a branch that stands on another behind it, and tells nothing twice', () => {
    const open = [branch('on-a', '005_a.sql', '006_b.sql'), branch('a', '005_a.sql')];
    expect(planned(open, main())).toEqual(['a > on-a']);
  });
});

const open = (name: string, given: Partial<RehearsedBranch> = {}): RehearsedBranch => ({
  ...{ name, commit: 'c'.repeat(40), brings: [], conflicts: null, verdict: null, reasons: [] },
  ...given,
});
const rehearsal = (over: Partial<Rehearsal> = {}): Rehearsal => ({
  into: { name: 'main', commit: 'a'.repeat(40) },
  branches: [],
  ...{ pairs: [], untried: 0, collisions: [], order: [], late: [], targets: [], problem: null },
  ...over,
});

describe('a rehearsal', () => {
  it('is short where nothing collides', () => {
    expect(renderRehearsal(rehearsal(), true)).toBe(
      'Into main (aaaaaaaaaaaa): no open branches.\n\n✓ Nothing collides.\n',
    );
  });

  it('says what each branch would get, what collides together, and in which order', () => {
    const given = rehearsal({
      branches: [
        open('feature/items', {
          brings: ['005_add_items.sql'],
          verdict: 'blocked',
          reasons: [
            {
              ...{ code: 'PENDING', target: 'production', severity: 'block', fixes: [] },
              migrations: ['005_add_items.sql'],
              message: 'Not deployed to production: 1 migration.\nIt has no ledger yet.',
            },
          ],
        }),
        open('feature/orders', { brings: ['005_add_orders.sql'], verdict: 'ready' }),
        open('feature/app', { conflicts: Array.from({ length: 9 }, (_, n) => `src/app-${n}.ts`) }),
        open('gh-pages', { conflicts: [] }),
        open('feature/docs'),
      ],
      collisions: [
        {
          kind: 'number',
          what: '5',
          shown: '5',
          migrations: [
            { name: '005_add_items.sql', blob: 'a', branches: ['feature/items'] },
            { name: '005_add_orders.sql', blob: 'b', branches: ['feature/orders'] },
          ],
        },
      ],
      pairs: [{ branches: ['feature/items', 'feature/orders'], paths: ['src/schema.ts'] }],
      untried: 12,
      order: ['feature/items', 'feature/orders'],
      late: [
        {
          branch: 'feature/orders',
          migrations: ['004_x.sql'],
          after: { migration: '005_add_items.sql', branch: 'feature/items' },
        },
      ],
      targets: [
        {
          ...{
            name: 'local',
            access: 'unreachable',
            detail: '',
            remarks: [],
            applied: 0,
            waiting: [],
          },
          ...{ problem: 'localhost refuses connections (ECONNREFUSED).', deploying: false },
        },
      ],
    });
    const text = renderRehearsal(given, isClean(given, 'warn'));
    expect(wideLines(text)).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
      "Into main (aaaaaaaaaaaa): 5 open branches, 2 with migrations.

      local  ⚠️  localhost refuses connections (ECONNREFUSED).

      feature/items
        brings 005_add_items.sql
        the gate would say: blocked
            PENDING: Not deployed to production: 1 migration.
      feature/orders
        brings 005_add_orders.sql
        the gate would say: ready
      feature/app
        ✗ conflicts with main:
            src/app-0.ts src/app-1.ts src/app-2.ts src/app-3.ts src/app-4.ts
            src/app-5.ts and 3 more
      gh-pages
        ✗ conflicts with main: no history in common
      1 more: no migrations, and no conflict.

      Together:
        ✗ number 5, 2 migrations:
            005_add_items.sql (feature/items)
            005_add_orders.sql (feature/orders)
        ✗ feature/orders conflicts when feature/items is merged:
            src/schema.ts
        ⚠️  12 pairs were not merged: there are too many.

      Merge them in this order:
        feature/items, feature/orders
      These come late all the same:
        feature/orders, after 005_add_items.sql of feature/items:
            004_x.sql

      ✗ Not all of them can be merged as they are.
      "
    `);
  });

  it('is clean with late ones only, but for the order "error"', () => {
    const late = rehearsal({
      late: [
        { branch: 'a', migrations: ['1_a.sql'], after: { migration: '2_b.sql', branch: 'b' } },
      ],
    });
    expect([isClean(late, 'warn'), isClean(late, 'error')]).toEqual([true, false]);
  });
});

describe('whether two changes can conflict in git', () => {
  const changes = (text: string) =>
    text.split(' ').map((one) => ({ status: one[0] ?? '', path: one.slice(1) }));
  it.each([
    ['Aa.sql', 'Ab.sql', false],
    ['Am/a.sql Mb.ts', 'Am/b.sql Mc.ts', false],
    ['Mb.ts', 'Mb.ts', true],
    ['Da', 'Aa/b', true],
    ['Dd/x Ae/x', 'Ad/new', true],
    ['Dd/s/x Ae/s/x', 'Ad/t/new', true],
    ['Dx Ae/x', 'Anew', false],
    ['Dd/x', 'Md/y', false],
  ])('%s and %s: %s', (a, b, may) => {
    expect(mayConflict(changes(a), changes(b))).toBe(may);
    expect(mayConflict(changes(b), changes(a))).toBe(may);
  });
});
