import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { guardedRepository, mergeAnyway, migration } from './guarded-repository.ts';

it('status: every worktree, from git alone, and what was deleted without being closed', async () => {
  await using repository = await guardedRepository();
  const feature = await repository.worktree('feature', 'feature');
  const lost = await repository.worktree('a lost one', 'lost');
  await lost.commit('C', { ...migration('003_c'), ...migration('004_d') });
  await repository.gitOk('worktree', 'add', '--lock', '--reason', 'mine', '../theirs', 'HEAD');
  rmSync(lost.path, { recursive: true });
  await repository.gitOk('switch', '--quiet', '--create', 'other');
  await repository.commit('E', migration('005_e'));
  await repository.gitOk('switch', '--quiet', 'main');
  expect(await mergeAnyway(repository, 'other')).toMatchObject({ code: 0 });

  const shown = await feature.gate('status', '--offline');

  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(masked(shown.stdout, repository.path)).toMatchInlineSnapshot(`
    "main            MAIN (main worktree)
    lost            ROOT/a lost one
      2 migrations in no protected branch:
          003_c.sql 004_d.sql
      ✗ deleted without being closed; to settle it, type:
          npx --no --prefix 'MAIN' migration-gate worktree close 'ROOT/a lost one'
    feature         ROOT/feature
      1 migration in no protected branch:
          002_b.sql
      locked by the gate until it is merged or closed
    (OID)  ROOT/theirs
      locked by somebody else: mine
    1 more branch brings nothing.

    Let through by override, or past the hooks, since DATE: 1 migration;
    which of them are not deployed yet, this says: npx --no --prefix 'MAIN' migration-gate verify
    "
  `);

  const json = await repository.gate('status', '--json', '--offline');
  expect(json).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(json.stdout)).toMatchObject({
    version: 1,
    worktrees: [
      {
        path: repository.path,
        branch: 'main',
        main: true,
        migrations: [],
        lock: null,
        gone: false,
      },
      { path: lost.path, branch: 'lost', migrations: ['003_c.sql', '004_d.sql'], gone: true },
      { path: feature.path, migrations: ['002_b.sql'], lock: { by: 'migration-gate' } },
      { branch: null, migrations: [], lock: { by: 'other', reason: 'mine' }, gone: false },
    ],
    passed: { migrations: ['005_e.sql'] },
  });
});

const masked = (text: string, main: string): string =>
  text
    .replaceAll(main, 'MAIN')
    .replaceAll(main.replace(/\/app$/, ''), 'ROOT')
    .replace(/\([0-9a-f]{12}\)/, '(OID)')
    .replace(/since [\d-]+/, 'since DATE');
