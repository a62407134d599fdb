import { describe, expect, it } from 'vitest';
import { type Left, type Now, planRepeat } from '../../src/core/plan-repeat.ts';

const NOW: Now = { operation: 'none', of: null, environment: { GIT_EDITOR: 'd1' } };
const COMMAND = {
  args: ['git', 'merge', 'x'],
  folder: '/shop/a b',
  stdin: false,
  environment: { GIT_EDITOR: 'd1' },
};
const LEFT: Left = {
  root: '/shop',
  ref: 'refs/heads/main',
  operation: 'none',
  of: null,
  moved: null,
  command: COMMAND,
};
const REPEATED = { kind: 'repeat', args: COMMAND.args, folder: COMMAND.folder, before: [] };
const OID = '1'.repeat(40);
const OTHER = '2'.repeat(40);

describe('planRepeat', () => {
  it('repeats exactly the command, after what gives the files back', () => {
    expect(planRepeat(LEFT, NOW)).toEqual(REPEATED);
    expect(planRepeat({ ...LEFT, moved: OID }, NOW)).toEqual({
      ...REPEATED,
      before: [['git', 'read-tree', '-m', '-u', OID, 'HEAD']],
    });
  });

  it.each(['merge', 'rebase', 'am', 'cherry-pick', 'revert'] as const)(
    'continues %s, but not another one, and not when it is over',
    (operation) => {
      const left = { ...LEFT, operation, of: OID };
      const continued = { kind: 'continue', args: ['git', operation, '--continue'] };
      expect(planRepeat(left, { ...NOW, operation, of: OID })).toEqual(continued);
      expect(planRepeat({ ...left, command: null }, { ...NOW, operation, of: OID })).toEqual(
        continued,
      );
      expect(planRepeat({ ...left, of: null }, { ...NOW, operation, of: OID })).toEqual(continued);
      expect(planRepeat(left, { ...NOW, operation, of: OTHER })).toEqual(REPEATED);
      expect(planRepeat(left, NOW)).toEqual(REPEATED);
      expect(planRepeat(LEFT, { ...NOW, operation, of: OID })).toEqual(REPEATED);
    },
  );

  it.each(['cherry-pick', 'revert'] as const)(
    'begins several anew, where %s would leave out the refused one',
    (operation) => {
      expect(planRepeat({ ...LEFT, operation, moved: OID }, { ...NOW, operation })).toEqual({
        ...REPEATED,
        before: [['git', operation, '--abort']],
      });
    },
  );

  it('begins a rebase with --apply anew', () => {
    const operation = 'rebase --apply';
    expect(planRepeat({ ...LEFT, operation }, { ...NOW, operation })).toMatchObject({
      before: [
        ['git', 'checkout', '--quiet', 'main', '--'],
        ['git', 'rebase', '--quit'],
      ],
    });
  });

  it('prints with it what has to come before', () => {
    const command = { ...COMMAND, stdin: true };
    expect(planRepeat({ ...LEFT, moved: OID, command }, NOW)).toEqual({
      kind: 'print',
      text: `${asked} It reads its standard input.\n  cd -- /shop && git read-tree -m -u ${OID} HEAD\n${typed}`,
    });
  });

  const typed = "  cd -- '/shop/a b' && git merge x\n";
  const asked = 'Ready. Repeat your git command.';

  it.each([
    ['nothing is known', null, `${asked}\n`],
    ['it reads', { ...COMMAND, stdin: true }, `${asked} It reads its standard input.\n${typed}`],
    [
      'no environment',
      { ...COMMAND, environment: null },
      `${asked} Its environment could not be read.\n${typed}`,
    ],
    [
      'more was set',
      { ...COMMAND, environment: { GIT_EDITOR: 'd1', GIT_DIR: 'd2' } },
      `${asked} GIT_DIR was different for it.\n${typed}`,
    ],
    [
      'less was set',
      { ...COMMAND, environment: {} },
      `${asked} GIT_EDITOR was different for it.\n${typed}`,
    ],
    [
      'no folder',
      { ...COMMAND, folder: null },
      `${asked} Where it was given could not be told.\n  git merge x\n`,
    ],
    [
      'elsewhere',
      { ...COMMAND, args: ['git', '-C', '../../y', 'merge', 'x'] },
      `${asked} It works in another repository.\n  cd -- '/shop/a b' && git -C ../../y merge x\n`,
    ],
    [
      'ORIG_HEAD',
      { ...COMMAND, args: ['git', 'reset', 'ORIG_HEAD'] },
      `${asked} ORIG_HEAD is another commit by now.\n  cd -- '/shop/a b' && git reset ORIG_HEAD\n`,
    ],
  ])('prints it where %s', (_, command, text) => {
    expect(planRepeat({ ...LEFT, command }, NOW)).toEqual({ kind: 'print', text });
  });
});
