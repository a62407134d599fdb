import { describe, expect, it } from 'vitest';
import { type Halted, recoveryOf } from '../../src/core/operation.ts';
import { renderRecovery } from '../../src/core/render-recovery.ts';

const RESTORE = 'git read-tree -m -u abc HEAD';
const NOTHING = { replaced: [], inTheWay: [] };

function halted(line: string | null, more: Partial<Halted> = {}): Halted {
  return {
    operation: 'none',
    words: line === null ? null : line.split(' '),
    branch: 'main',
    next: 'abc',
    checkedOut: true,
    headless: true,
    autostash: false,
    rebasedFrom: null,
    indexHasNext: false,
    ...more,
  };
}

describe('the command that gives the files back', () => {
  it.each([
    ['git checkout -B main feature', RESTORE],
    ['git switch -C main feature', RESTORE],
    ['git cherry-pick --ff feature', RESTORE],
    ['git -c a.b=reset -C shop merge feature', RESTORE],
    ['git --no-pager pull', RESTORE],
    ['git reset --hard feature', RESTORE],
    ['git reset --ke feature', RESTORE],
    ['git reset --merge feature', RESTORE],
    ['git reset feature', 'git reset'],
    ['git reset --mixed feature', 'git reset'],
    ['git reset --soft feature', undefined],
    ['git commit -m merge', undefined],
    ['git branch -f main feature', undefined],
    ['git update-ref refs/heads/main feature', undefined],
    ['git push . feature:main', undefined],
    ['git fetch . feature:main', undefined],
    ['git', undefined],
  ])('after %s: %s', (line, command) => {
    expect(recoveryOf(halted(line))?.command).toBe(command);
  });

  it.each([
    ['rebase', 'git rebase X', 'git rebase --abort'],
    ['am', 'git am x.mbox', 'git am --abort'],
    ['merge', 'git merge -s ort X', 'git merge --abort'],
    ['cherry-pick', 'git cherry-pick X', 'git cherry-pick --abort'],
    ['revert', 'git revert X', 'git revert --abort'],
  ] as const)('in the middle of %s: %s: %s', (operation, line, command) => {
    expect(recoveryOf(halted(line, { operation }))?.command).toBe(command);
  });

  it('at the end of rebase --apply, where git cannot abort any more', () => {
    const end = { operation: 'rebase --apply', branch: "it's" } as const;
    const command = (more: Partial<Halted>): string | undefined =>
      recoveryOf(halted('git rebase --apply X', { ...end, ...more }))?.command;
    expect(command({ headless: false })).toBe('git rebase --abort');
    expect(command({})).toBe("git checkout 'it'\\''s' && git rebase --quit");
    expect(command({ autostash: true })).toMatch(/ && git rebase --quit && git stash pop$/);
  });

  it('after a fast-forward, takes away what git keeps of it', () => {
    const command = (line: string, autostash: boolean): string | undefined =>
      recoveryOf(halted(line, { autostash }))?.command;
    expect(command('git merge -s ort X', true)).toBe(
      `${RESTORE} && git merge --quit && git stash pop`,
    );
    expect(command('git cherry-pick --ff X', true)).toBe(RESTORE);
    expect(command('git revert HEAD', false)).toBe(`${RESTORE} && git revert --quit`);
  });

  it('keeps the edits that a rebase has given back before --update-refs', () => {
    const end = { operation: 'rebase', rebasedFrom: 'def' } as const;
    expect(recoveryOf(halted('git rebase --update-refs X', end))?.command).toBe(
      'git rebase --quit && git reset --keep def',
    );
  });

  it.each(['commit --no-verify', 'update-ref HEAD X', 'branch -f main X', 'fetch . X:main'])(
    'none after git %s in the middle of a merge, which it would abort',
    (line) => expect(recoveryOf(halted(`git ${line}`, { operation: 'merge' }))).toBeNull(),
  );

  it('whichever branch is checked out, after checkout alone', () => {
    const elsewhere = { checkedOut: false };
    expect(recoveryOf(halted('git checkout -B main X', elsewhere))?.command).toBe(RESTORE);
    expect(recoveryOf(halted('git merge X', elsewhere))).toBeNull();
  });

  it('is only offered where the git command cannot be read', () => {
    expect(recoveryOf(halted(null))).toBeNull();
    expect(recoveryOf(halted(null, { indexHasNext: true }))).toEqual({
      command: RESTORE,
      sure: false,
    });
    expect(recoveryOf(halted(null, { operation: 'merge' }))).toEqual({
      command: 'git merge --abort',
      sure: false,
    });
  });

  it.each([
    ['git reset --hard X', true],
    ['git reset --merge X', true],
    ['git reset --keep X', false],
    ['git checkout -f -B main X', true],
    ['git checkout -fB main X', true],
    ['git checkout --forc -B main X', true],
    ['git switch --discard-changes -C main X', true],
    ['git checkout -B main X', false],
    ['git checkout -Bfix X', false],
  ])('%s discards edits by itself: %s', (line, discarded) => {
    expect(recoveryOf(halted(line))?.discarded ?? false).toBe(discarded);
  });
});

describe('the end of a refusal', () => {
  it('says what the command cannot bring back', () => {
    const recovery = { command: RESTORE, sure: true, discarded: true };
    const replaced = ['a', 'b', 'c', 'd', 'e\n', 'f', 'g'];
    expect(renderRecovery(recovery, { replaced, inTheWay: ['x'] })).toMatchInlineSnapshot(`
      "To get your files back as they were:
        git read-tree -m -u abc HEAD
      Edits that the git command itself discards stay lost.
      First move these files away; it replaces them without asking:
        x
      If you had ignored files of these names, git has replaced them already:
        a
        b
        c
        d
        e\\x0a
        and 2 more
      "
    `);
  });

  it('says when it may not fit', () => {
    const recovery = { command: RESTORE, sure: false };
    expect(renderRecovery(recovery, NOTHING)).toMatchInlineSnapshot(`
      "If this git command has changed your files, this gives them back:
        git read-tree -m -u abc HEAD
      "
    `);
  });

  it('names no files where the command touches none', () => {
    const text = renderRecovery(
      { command: 'git reset', sure: true },
      { ...NOTHING, replaced: ['a'] },
    );
    expect(text).toBe('To get your files back as they were:\n  git reset\n');
  });
});
