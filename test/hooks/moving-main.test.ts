import { describe, expect, test } from 'vitest';
import { FOLDER } from './history.ts';
import { type Hooked, hookedRepository } from './hooked-repository.ts';
import { findShell, SHELLS } from './shells.ts';

/** Ways to move main to (or by) another branch, X, and which hooks ask node when node says yes. */
type Way = {
  readonly way: string;
  readonly git: string;
  readonly asks: readonly string[];
  /** Where HEAD is on another branch meanwhile. */
  readonly from?: string;
  /** Main has a commit of its own. */
  readonly diverged?: boolean;
};

const WAYS: readonly Way[] = [
  { way: 'merge, fast-forward', git: 'merge X', asks: ['early', 'prepared'] },
  { way: 'merge --ff-only', git: 'merge --ff-only X', asks: ['early', 'prepared'] },
  {
    way: 'merge --no-ff',
    git: 'merge --no-ff --no-edit X',
    asks: ['early', 'pre-merge-commit', 'prepared'],
  },
  {
    way: 'merge, diverged',
    git: 'merge --no-edit X',
    asks: ['early', 'pre-merge-commit', 'prepared'],
    diverged: true,
  },
  {
    way: 'merge --no-verify',
    git: 'merge --no-ff --no-verify --no-edit X',
    asks: ['early', 'prepared'],
  },
  { way: 'octopus', git: 'merge --no-edit X other', asks: ['pre-merge-commit', 'prepared'] },
  { way: 'pull', git: 'pull --no-rebase . X', asks: ['early', 'prepared'] },
  {
    way: 'pull, diverged',
    git: 'pull --no-rebase --no-edit . X',
    asks: ['early', 'pre-merge-commit', 'prepared'],
    diverged: true,
  },
  {
    way: 'pull --rebase',
    git: 'pull --rebase . X',
    asks: ['pre-rebase', 'prepared'],
    diverged: true,
  },
  { way: 'rebase', git: 'rebase X', asks: ['pre-rebase', 'prepared'], diverged: true },
  {
    way: 'rebase --apply',
    git: 'rebase --apply X',
    asks: ['pre-rebase', 'prepared'],
    diverged: true,
  },
  {
    way: 'rebase of a branch by name',
    git: 'rebase X main',
    asks: ['pre-rebase', 'prepared'],
    diverged: true,
    from: 'other',
  },
  { way: 'cherry-pick', git: 'cherry-pick X', asks: ['prepared'], diverged: true },
  { way: 'cherry-pick --ff', git: 'cherry-pick --ff X', asks: ['prepared'] },
  { way: 'reset --hard', git: 'reset --hard X', asks: ['prepared'] },
  { way: 'reset --soft', git: 'reset --soft X', asks: ['prepared'] },
  { way: 'checkout -B', git: 'checkout -B main X', asks: ['prepared'], from: 'other' },
  { way: 'switch -C', git: 'switch -C main X', asks: ['prepared'] },
  { way: 'update-ref', git: 'update-ref refs/heads/main X', asks: ['prepared'] },
  { way: 'update-ref HEAD', git: 'update-ref HEAD X', asks: ['prepared'] },
  { way: 'branch -f', git: 'branch -f main X', asks: ['prepared'], from: 'other' },
  { way: 'fetch into main', git: 'fetch . X:main', asks: ['prepared'], from: 'other' },
  { way: 'push .', git: 'push . X:main', asks: ['pre-push', 'prepared'], from: 'other' },
  {
    way: 'worktree add -B',
    git: 'worktree add -B main ../linked X',
    asks: ['prepared'],
    from: 'other',
  },
];

for (const shell of SHELLS) {
  const missing = !findShell(shell);
  describe.each(WAYS)(`$way, in ${shell}`, (way) => {
    test('asks node about a migration, and moves when it agrees', async ({ skip }) => {
      skip(missing, `${shell} is not installed`);
      await using hooked = await prepared(way);
      const before = await hooked.repository.gitOk('rev-parse', 'main');
      const { code, stderr } = await hooked.repository.git(...command(way, 'feature'));
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(hooked.asked()).toEqual(way.asks);
      expect(await hooked.repository.gitOk('rev-parse', 'main')).not.toBe(before);
      expect(await migrations(hooked)).toHaveLength(2);
    });

    // One shell is enough: the exit code is node's own by then.
    if (shell === SHELLS[0]) {
      test('moves nothing when node refuses', async ({ skip }) => {
        skip(missing, `${shell} is not installed`);
        await using hooked = await prepared(way);
        const before = await hooked.repository.gitOk('rev-parse', 'main');
        hooked.nodeEndsWith(1);
        expect((await hooked.repository.git(...command(way, 'feature'))).code).not.toBe(0);
        expect(hooked.asked()).toEqual(way.asks.slice(0, 1));
        expect(await hooked.repository.gitOk('rev-parse', 'main')).toBe(before);
      });
    }

    test('starts no node without a migration', async ({ skip }) => {
      skip(missing, `${shell} is not installed`);
      await using hooked = await prepared(way);
      const before = await hooked.repository.gitOk('rev-parse', 'main');
      hooked.nodeEndsWith(1);
      const { code, stderr } = await hooked.repository.git(...command(way, 'plain'));
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(hooked.calls()).toEqual([]);
      expect(await hooked.repository.gitOk('rev-parse', 'main')).not.toBe(before);
    });
  });

  async function prepared({ from, diverged = false }: Way): Promise<Hooked> {
    const hooked = await hookedRepository(shell, { diverged });
    if (from) await hooked.repository.gitOk('checkout', '--quiet', from);
    return hooked;
  }
}

function command({ git }: Way, branch: string): string[] {
  return git.split(' ').map((word) => word.replace(/^X/, branch));
}

async function migrations({ repository }: Hooked): Promise<string[]> {
  return (await repository.gitOk('ls-tree', '--name-only', `main:${FOLDER}`)).split('\n');
}
