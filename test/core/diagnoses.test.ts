import { describe, expect, it } from 'vitest';
import { diagnoseGit } from '../../src/core/diagnose-git.ts';
import { diagnoseHooks, type Fired } from '../../src/core/diagnose-hooks.ts';
import { diagnoseTargets } from '../../src/core/diagnose-targets.ts';
import { ok, renderDiagnoses, resultOf, warning, wrong } from '../../src/core/diagnosis.ts';
import { row, target, UNREACHABLE, wideLines } from './builders.ts';

const INVOKE = 'npx --no migration-gate';

describe('a version of git', () => {
  it.each([
    ['git version 2.39.5 (Apple Git-154)', 'ok'],
    ['git version 2.38.0', 'ok'],
    ['git version 3.0.0.windows.1', 'ok'],
    ['git version 2.37.9', 'warning'],
    ['git version 2.35.1', 'wrong'],
    ['git version 2.27.0', 'wrong'],
    ['nonsense', 'wrong'],
  ])('%s is %s', (version, mark) => {
    const diagnosis = diagnoseGit(version);
    expect(diagnosis.mark).toBe(mark);
    expect(diagnosis.fixes.length > 0).toBe(mark !== 'ok');
    expect(wideLines(diagnosis.text)).toEqual([]);
  });
});

describe('the targets', () => {
  const texts = (...targets: Parameters<typeof diagnoseTargets>[0]): string[] =>
    diagnoseTargets(targets, INVOKE).map(
      ({ mark, text, fixes }) => `${mark} ${[text, ...fixes].join(' | ').replaceAll('\n', ' ')}`,
    );

  it('that answer, are not pinned, not verified, in a demo, or interrupted', () => {
    const remarks = ['not pinned', 'TLS not verified', 'demo'];
    const started = row('002_b.sql', { state: 'started' });
    expect(
      texts(
        target('local', { access: 'off' }),
        target('production', ['001_a.sql', started], { remarks }),
        target('staging', ['001_a.sql']),
        target('socket', [], { detail: '/run/postgresql/app' }),
      ),
    ).toEqual([
      'ok local is switched off',
      'ok production answers: 2 migrations in its ledger db.example.com/app',
      `warning production is not pinned: any database is taken for it; deploy pins it. | ${INVOKE} deploy`,
      expect.stringMatching(/^warning production: TLS is not verified/),
      'warning production: demo',
      `wrong 002_b.sql was started on production and never finished. | ${INVOKE} resolve 002_b.sql --target production --applied --reason "…" | ${INVOKE} resolve 002_b.sql --target production --not-applied --reason "…"`,
      'ok staging answers, TLS verified: 1 migration in its ledger db.example.com/app',
      'ok socket answers: 0 migrations in its ledger /run/postgresql/app',
    ]);
  });

  it('that cannot be asked, are not the pinned one, or are not configured', () => {
    const other = target('production', [], { pinnedId: 'another' });
    const none = target('local', { access: 'not-configured', fixes: ['Write it.'] });
    expect(texts(none, other, target('staging', UNREACHABLE))).toEqual([
      expect.stringMatching(
        /^wrong local: Local configuration not found Neither .* \| Write it\.$/,
      ),
      expect.stringMatching(/^wrong production: db.example.com\/app is not the pinned/),
      expect.stringMatching(/^wrong staging: db.example.com:5432 did not answer/),
    ]);
  });
});

describe('the hooks of a worktree', () => {
  const fired = (over: Partial<Fired>): Fired => ({
    worktree: "/home/ann/it's here",
    refused: null,
    file: { path: '/hooks/reference-transaction', is: 'there' },
    hooksPath: { scope: 'local', path: '/hooks' },
    ...over,
  });

  it.each([
    [{ refused: 'x\nmigration-gate: the hooks are live\nfatal: …' }, 'ok', []],
    [{ refused: 'sh: not found\nfatal: …' }, 'wrong', [`${INVOKE} init --hooks`]],
    [{}, 'wrong', [`${INVOKE} init --hooks`]],
    [{ file: { path: '/h', is: 'absent' as const } }, 'wrong', [`${INVOKE} init --hooks`]],
    [{ file: { path: '/a b', is: 'not-executable' as const } }, 'wrong', ["chmod +x '/a b'"]],
    [
      { hooksPath: { scope: 'worktree', path: '/dev/null' } },
      'wrong',
      [`git -C '/home/ann/it'\\''s here' config --worktree --unset core.hooksPath`],
    ],
  ])('%j: %s', (over, mark, fixes) => {
    expect(diagnoseHooks(fired(over), '', INVOKE)).toMatchObject({ mark, fixes });
  });
});

it('the list ends with its result, and prints nothing that a terminal obeys', () => {
  const all = [ok('git', 'fine'), warning('env', 'a\u001b[2J\nb', 'type \u0007this')];
  expect(renderDiagnoses(all)).toBe(
    '✓ fine\n⚠️  a\\x1b[2J\n    b\n      type \\x07this\n\n⚠️  The gate stands; look at what is marked.\n',
  );
  expect(resultOf([ok('git', 'fine')])).toBe('ok');
  expect(renderDiagnoses([...all, wrong('git', 'x')])).toMatch(/✗ Something is wrong\.\n$/);
});
