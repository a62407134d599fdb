import { expect, it } from 'vitest';
import { renderStatus } from '../../src/core/render-status.ts';
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
const many = Array.from({ length: 9 }, (_, n) => `00${n + 1}_add_column.sql`);

it('shows every worktree at a glance', () => {
  const text = renderStatus(
    {
      worktrees: [
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
      passed: { migrations: ['001_a.sql', '002_b.sql'], since: '2026-11-20T10:00:00.000Z' },
    },
    { verify: 'npx --no migration-gate verify', close: (path) => `close ${path}` },
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
  const passed = { migrations: [], since: null };
  const commands = { verify: 'verify', close: () => 'close' };
  const bare = worktree('/src/shop.git', { branch: null, head: null, bare: true, main: true });
  expect(renderStatus({ worktrees: [bare], passed }, commands)).toBe(
    '(bare)  /src/shop.git (main worktree)\n',
  );
});
