import { expect, it } from 'vitest';
import { renderStatus } from '../../src/core/render-status.ts';
import type { BranchState, Status, Stranger, TargetState } from '../../src/core/status.ts';
import type { WorktreeState } from '../../src/core/worktree-state.ts';
import { wideLines } from './builders.ts';

const OURS = 'migration-gate: 1 migration is in no protected branch; close with: x';
const worktree = (path: string, given: Partial<WorktreeState> = {}): WorktreeState => ({
  path,
  branch: path.slice(5),
  head: 'a'.repeat(40),
  main: false,
  bare: false,
  migrations: [],
  lock: null,
  gone: false,
  ...given,
});
const branch = (name: string, given: Partial<BranchState> = {}): BranchState => ({
  name,
  ref: `refs/heads/${name}`,
  commit: 'a'.repeat(40),
  remote: false,
  guarded: false,
  worktrees: [],
  brings: [],
  uncommitted: [],
  problem: null,
  ...given,
});
const brought = (...names: string[]): BranchState['brings'] =>
  names.map((name) => ({ name, blob: name, targets: {} }));
/** Each worktree with a branch that brings what the worktree has. */
const status = (worktrees: WorktreeState[], over: Partial<Status> = {}): Status => ({
  worktrees,
  branches: worktrees.map(({ path, migrations }) =>
    branch(path.slice(5), { worktrees: [path], brings: brought(...migrations) }),
  ),
  targets: [],
  problem: null,
  collisions: [],
  strangers: [],
  passed: { migrations: [], since: null },
  ...over,
});
const commands = { invoke: 'npx --no migration-gate', close: (path: string) => `close ${path}` };
const many = Array.from({ length: 9 }, (_, n) => `00${n + 1}_add_column.sql`);

it('shows every worktree at a glance', () => {
  const text = renderStatus(
    status(
      [
        worktree('/src/shop', { branch: 'main', main: true }),
        worktree('/src/orders', { branch: 'feature/orders', migrations: many, lock: OURS }),
        worktree('/src/done', { lock: OURS }),
        worktree('/src/look', { branch: null }),
        worktree('/src/new', { branch: null, head: null }),
        worktree('/src/stick', { lock: `on a ${'very '.repeat(20)}old stick`, gone: true }),
        worktree('/src/theirs', { lock: '' }),
        worktree('/src/lost\n\u001b[1m', {
          migrations: ['010_\u001b.sql'],
          lock: OURS,
          gone: true,
        }),
        worktree('/src/gone', { gone: true }),
      ],
      { passed: { migrations: ['001_a.sql', '002_b.sql'], since: '2026-11-20T10:00:00.000Z' } },
    ),
    commands,
  );
  expect(wideLines(text)).toEqual([]);
  expect(text).toMatchInlineSnapshot(`
    "main             /src/shop (main worktree)
    feature/orders   /src/orders
      9 migrations in no protected branch:
          001_add_column.sql 002_add_column.sql 003_add_column.sql
          004_add_column.sql 005_add_column.sql 006_add_column.sql
          007_add_column.sql 008_add_column.sql 009_add_column.sql
      locked by the gate until it is merged or closed
    done             /src/done
      locked by the gate; the next commit or checkout there releases it
    (aaaaaaaaaaaa)   /src/look
    (no commit)      /src/new
    stick            /src/stick
      locked by somebody else: on a very very very very very very very very very
      very very very very very very very very very very very old stick
      ⚠️  its folder is not there
    theirs           /src/theirs
      locked by somebody else: no reason given
    lost\\x0a\\x1b[1m  /src/lost\\x0a\\x1b[1m
      1 migration in no protected branch:
          010_\\x1b.sql
      ✗ deleted without being closed; to settle it, type:
          close /src/lost\\x0a\\x1b[1m
    gone             /src/gone
      ✗ deleted without being closed; to settle it, type:
          close /src/gone

    Let through by override, or past the hooks, since 2026-11-20: 2 migrations;
    which of them are not deployed yet, this says: npx --no migration-gate verify
    "
  `);
});

it('is silent about what is not there', () => {
  const bare = worktree('/src/shop.git', { branch: null, head: null, bare: true, main: true });
  expect(renderStatus(status([bare]), commands)).toBe('(bare)  /src/shop.git (main worktree)\n');
});

it('says where each is applied, what collides, and what only a ledger has', () => {
  const standing = (state: 'applied' | 'pending' | 'modified', ...flags: ['late'] | []) => ({
    ...{ state, flags },
  });
  const applied = { local: standing('applied'), production: standing('pending', 'late') };
  const target: Omit<TargetState, 'name' | 'detail'> = {
    access: 'ok',
    remarks: [],
    problem: null,
    applied: 7,
    waiting: [],
    deploying: false,
  };
  const stranger: Omit<Stranger, 'name'> = {
    target: 'local',
    blob: 'b',
    state: 'applied',
    appliedBy: 'Ann <ann@example.com>',
    ...{ appliedAt: '2026-11-20T10:00:00.000000Z', commit: null, branch: 'feature/old' },
    ...{ branchThere: false, worktree: null, now: null, origin: null },
  };
  const text = renderStatus(
    status([worktree('/src/shop', { branch: 'main', main: true })], {
      targets: [
        { ...target, name: 'local', detail: 'localhost/shop', remarks: ['not pinned'] },
        {
          ...target,
          name: 'production',
          detail: 'db/shop',
          applied: 1,
          waiting: ['001_a.sql', '002_b.sql', '003_c.sql', '004_d.sql', '005_e.sql', '006_f.sql'],
          deploying: true,
        },
        { ...target, name: 'eu', detail: '', access: 'off' },
        {
          ...{ ...target, name: 'us', detail: 'us/shop', access: 'unreachable' },
          problem: 'us:5432 did not answer within 3 s (ETIMEDOUT), whatever that may be.',
        },
      ],
      branches: [
        branch('main', { guarded: true, worktrees: ['/src/shop'], uncommitted: ['009_draft.sql'] }),
        branch('feature/orders', {
          brings: [
            { name: '005_add_orders.sql', blob: 'a', targets: applied },
            { name: '006_add_items.sql', blob: 'b', targets: applied },
            { name: '007_x.sql', blob: 'c', targets: { local: standing('modified') } },
          ],
        }),
        branch('feature/lost', { problem: 'its commit is not in this clone (shallow or partial)' }),
        ...Array.from({ length: 200 }, (_, n) => branch(`feature/${n}`)),
      ],
      collisions: [
        {
          kind: 'number',
          what: '5',
          shown: '5',
          migrations: [
            { name: '005_add_items.sql', blob: 'e', branches: ['feature/items', 'main'] },
            { name: '005_add_orders.sql', blob: 'a', branches: ['feature/orders'] },
          ],
        },
        {
          kind: 'content',
          what: '006_add_items.sql',
          shown: '006_add_items.sql',
          migrations: [1, 2].map((n) => ({
            ...{ name: '006_add_items.sql', blob: `${n}`, branches: [`feature/${n}`] },
          })),
        },
        {
          kind: 'object',
          what: 'relation public.orders',
          shown: 'orders',
          migrations: Array.from({ length: 10 }, (_, n) => ({
            name: `01${n}_change_orders_in_a_way_that_takes_many_words.sql`,
            blob: `${n}`,
            branches: Array.from({ length: n === 0 ? 12 : 1 }, (_, i) => `feature/${n}-${i}`),
          })),
        },
      ],
      strangers: [
        { ...stranger, name: '003_tmp.sql' },
        {
          ...{ ...stranger, name: '004_tmp.sql', branchThere: true, worktree: '/src/orders' },
          origin: { commit: 'c'.repeat(40), by: 'Ben', at: '2026-11-19T10:00:00+01:00' },
        },
        {
          ...{ ...stranger, target: 'production', name: '005_old.sql', branch: null },
          now: { name: '006_old.sql', branches: ['feature/orders'] },
        },
      ],
    }),
    commands,
  );
  expect(wideLines(text)).toEqual([]);
  expect(text).toMatchInlineSnapshot(`
    "local       localhost/shop (not pinned): 7 migrations applied
    production  db/shop: 1 migration applied
                merged, not applied: 001_a.sql 002_b.sql 003_c.sql 004_d.sql
                005_e.sql and 1 more
                a deployment is running there
    eu          – switched off
    us          ⚠️  us:5432 did not answer within 3 s (ETIMEDOUT), whatever that may
                be.

    main            /src/shop (main worktree)
      not committed:
          009_draft.sql
    feature/orders
      2 migrations: local ✓, production ✗ late
          005_add_orders.sql 006_add_items.sql
      1 migration: local ✗ modified
          007_x.sql
    feature/lost
      ⚠️  its commit is not in this clone (shallow or partial)
    200 more branches bring nothing.

    Collisions:
      ✗ number 5, 2 migrations:
          005_add_items.sql (feature/items, main)
          005_add_orders.sql (feature/orders)
      ✗ 006_add_items.sql, 2 contents:
          006_add_items.sql (feature/1)
          006_add_items.sql (feature/2)
      ✗ orders is changed by each of these:
          010_change_orders_in_a_way_that_takes_many_words.sql (feature/0-0,
          feature/0-1, feature/0-2, feature/0-3, feature/0-4, feature/0-5,
          feature/0-6, feature/0-7 and 4 more)
          011_change_orders_in_a_way_that_takes_many_words.sql (feature/1-0)
          012_change_orders_in_a_way_that_takes_many_words.sql (feature/2-0)
          013_change_orders_in_a_way_that_takes_many_words.sql (feature/3-0)
          014_change_orders_in_a_way_that_takes_many_words.sql (feature/4-0)
          015_change_orders_in_a_way_that_takes_many_words.sql (feature/5-0)
          016_change_orders_in_a_way_that_takes_many_words.sql (feature/6-0)
          017_change_orders_in_a_way_that_takes_many_words.sql (feature/7-0)
          and 2 more
      Where the branch is checked out, this moves one out of a collision:
          npx --no migration-gate renumber <name>

    In a ledger, and in no branch:
      003_tmp.sql on local
          Ann <ann@example.com> from feature/old, 2026-11-20 10:00 UTC; feature/old
          is gone; git has nothing of it
      004_tmp.sql on local
          Ann <ann@example.com> from feature/old, 2026-11-20 10:00 UTC; feature/old
          has it no more (/src/orders); last in commit cccccccccccc by Ben,
          2026-11-19
      005_old.sql on production
          Ann <ann@example.com>, 2026-11-20 10:00 UTC; it is 006_old.sql now
          (feature/orders)
      To have the file again, or, when it is gone for good, to take its row out:
          npx --no migration-gate restore <name> --target <target>
          npx --no migration-gate resolve <name> --target <target> --retired --reason "…"
    "
  `);
});
