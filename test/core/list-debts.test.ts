import { describe, expect, it } from 'vitest';
import { type DebtFacts, listDebts } from '../../src/core/list-debts.ts';
import { type Debt, isReason, tidyReason } from '../../src/core/override.ts';
import { renderDebts } from '../../src/core/render-debts.ts';
import { settledDebts } from '../../src/core/settled-debts.ts';
import { type Step, traceBypasses } from '../../src/core/trace-bypasses.ts';
import {
  answer,
  factsOf,
  migration,
  NOW,
  override,
  pair,
  row,
  target,
  UNREACHABLE,
  wideLines,
} from './builders.ts';

const [A, B, C] = ['001_a.sql', '002_b.sql', '003_c.sql'] as const;

const debt = (id: string, names: readonly string[], over: Partial<Debt> = {}): Debt => ({
  ...override(names.map((name) => pair(name))),
  ref: 'refs/heads/main',
  id,
  kind: 'override',
  ...over,
});

describe('a record is settled', () => {
  const all = [target('local', [A, B]), target('production', [A, B])];

  it.each([
    ['all of it ran on every target', all, ['one']],
    ['production lacks some', [target('local', [A, B]), target('production', [A])], []],
    [
      'production could not be asked',
      [target('local', [A, B]), target('production', UNREACHABLE)],
      [],
    ],
    [
      'one target is switched off',
      [target('local', { access: 'off' }), target('production', [A, B])],
      ['one'],
    ],
    ['none is asked', [target('local', { access: 'off' })], []],
    [
      'production ran other contents',
      [target('production', [A, row(B, { blob: 'f'.repeat(40) })])],
      [],
    ],
    ['it is only started', [target('production', [A, row(B, { state: 'started' })])], []],
    ['not the pinned database', [target('production', [A, B], { pinnedId: 'other' })], []],
    [
      'both are one database',
      [target('local', answer('x', [A, B])), target('production', answer('x', [A, B]))],
      [],
    ],
  ])('%s', (_, targets, expected) => {
    const facts = factsOf({ migrations: [A, B] }, { targets });
    expect(settledDebts([debt('one', [A, B])], facts).map(({ id }) => id)).toEqual(expected);
  });

  it('when what differs is comments alone, in the candidate', () => {
    const ran = row(B, { blob: 'f'.repeat(40), sql: `-- other\nSELECT '${B}';` });
    const facts = factsOf({ migrations: [migration(B)], local: [ran], production: [ran] });
    expect(settledDebts([debt('one', [B])], facts)).toHaveLength(1);
  });

  it('never with nothing in it', () => {
    expect(settledDebts([debt('one', [])], factsOf({ migrations: [A] }))).toEqual([]);
  });
});

describe('the list', () => {
  const facts = (over: Partial<DebtFacts> = {}): DebtFacts => ({
    own: [],
    others: [],
    settled: new Set(),
    shared: new Set(),
    targets: [target('local', [A, B, C]), target('production', [A])],
    standing: [pair(A), pair(B)],
    maxAgeDays: 14,
    now: NOW,
    ...over,
  });

  it('merges by id, sorts, and says what became of each', () => {
    const own = [
      debt('gone', [C]),
      debt('over', [A]),
      debt('late', [B], { at: '2026-03-06T11:59:59.000Z', kind: 'bypass', reason: 'commit: b' }),
    ];
    const others = [debt('late', [B], { reason: 'forged' }), debt('new', [A, B])];
    const entries = listDebts(facts({ own, others, shared: new Set(['over']) }));

    expect(
      entries.map(({ id, state, overdue, here, shared }) => ({ id, state, overdue, here, shared })),
    ).toEqual([
      { id: 'late', state: 'open', overdue: true, here: true, shared: true },
      { id: 'new', state: 'open', overdue: false, here: false, shared: true },
      { id: 'gone', state: 'withdrawn', overdue: false, here: true, shared: false },
      { id: 'over', state: 'settled', overdue: false, here: true, shared: true },
    ]);
    const text = renderDebts(entries, 14, 'npx --no migration-gate');
    expect(wideLines(text)).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
      "2 not deployed, 2 settled or withdrawn.

      ⚠️  bypass into main, 2026-03-06, by Ann <ann@example.com>
          commit: b
          002_b.sql: not on production
          More than 14 days old, and 14 are allowed: it blocks.

      ⚠️  override into main, 2026-03-19, by Ann <ann@example.com>
          hotfix tonight
          001_a.sql: on all targets
          002_b.sql: not on production
          1 day old; it blocks when it is older than 14.

      – override into main, 2026-03-19, by Ann <ann@example.com>
          hotfix tonight
          003_c.sql: not on production
          No protected branch has it any more.

      ✓ override into main, 2026-03-19, by Ann <ann@example.com>
          hotfix tonight
          001_a.sql: deployed

      What to type:
        npx --no migration-gate deploy main
        npx --no migration-gate overrides --share
      "
    `);
  });

  it('believes a settlement although production is silent, and says what it cannot know', () => {
    const targets = [target('production', UNREACHABLE)];
    const own = [debt('one', [A]), debt('two', [B], { at: 'no date' })];
    const entries = listDebts(facts({ own, targets, settled: new Set(['one']) }));
    expect(entries).toMatchObject([
      { id: 'two', state: 'unknown', overdue: true, ageDays: null },
      { id: 'one', state: 'settled', migrations: [{ missingOn: [], unknownOn: [] }] },
    ]);
    const text = renderDebts(entries, 14, 'npx --no migration-gate');
    expect(text).toContain('002_b.sql: production could not be asked');
    expect(text).toContain('Nobody knows how old it is: it blocks.');
    expect(renderDebts([], 14, '')).toMatch(/^No overrides/);
  });
});

describe('a bypass is traced', () => {
  const found = { ref: 'refs/heads/main', commit: 'tip', at: NOW };
  const step = (how: string, names: readonly string[], over: Partial<Step> = {}): Step => ({
    commit: how,
    by: 'Ben',
    at: '2026-03-18T12:00:00.000Z',
    how,
    pairs: names.map((name) => pair(name)),
    ...over,
  });
  const traced = (steps: readonly Step[], ...names: string[]): string[] =>
    traceBypasses(
      found,
      names.map((name) => pair(name)),
      steps,
    ).map(({ reason, pairs }) => `${reason}: ${pairs.map(({ name }) => name).join(' ')}`);

  it('to the move after which each was there and stayed', () => {
    const steps = [step('third', [A, B, C]), step('second', [A, B]), step('first', [A])];
    expect(traced(steps, B, C)).toEqual(['second: 002_b.sql', 'third: 003_c.sql']);
    const left = [step('again', [A]), step('gone', []), step('first', [A])];
    expect(traced(left, A)).toEqual(['again: 001_a.sql']);
  });

  it("no further than where the branch got another one's reflog", () => {
    const how = 'Branch: copied refs/heads/feature to refs/heads/main';
    expect(traced([step(how, [A]), step('commit: a', [A])], A)).toEqual([`${how}: 001_a.sql`]);
  });

  it('and where no reflog tells, it was found now; no clock makes it younger', () => {
    expect(traceBypasses(found, [pair(A)], [])).toEqual([
      override([pair(A)], {
        reason: 'the reflog does not say how',
        by: 'unknown',
        at: NOW,
        ref: 'refs/heads/main',
        commit: 'tip',
      }),
    ]);
    const ahead = step('commit: a', [A], { at: '2027-01-01T00:00:00.000Z' });
    expect(traceBypasses(found, [pair(A)], [ahead])).toMatchObject([{ at: NOW, by: 'Ben' }]);
  });
});

describe('a reason', () => {
  it.each([
    [' a\n\tb  c ', 'a b c'],
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    ['\u202etxt', '\\u202etxt'],
    ['x'.repeat(10_000), `${'x'.repeat(499)}…`],
    ['🚒'.repeat(500), '🚒'.repeat(500)],
  ])('%j is one line that can be read', (text, tidy) => {
    expect(tidyReason(text)).toBe(tidy);
    expect(tidyReason(tidyReason(text))).toBe(tidyReason(text));
  });

  it.each(['', ' \n\t', '\u200b\u2060\ufeff', '\u00a0\u3000', '\u001b'])('%j is none', (text) => {
    expect(isReason(text)).toBe(false);
  });

  it.each(['a', '42', '!', 'тест', '🚒'])('%j is one', (text) => {
    expect(isReason(text)).toBe(true);
  });
});
