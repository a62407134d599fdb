import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guardedRepository, locksOf, ourReason } from './guarded-repository.ts';

describe('git worktree add', () => {
  it('locks where HEAD has what no protected branch has, and only there', async () => {
    await using repository = await guardedRepository();
    const add = (...args: string[]): Promise<string> =>
      repository.gitOk('worktree', 'add', ...args);
    const at = (name: string): string => join(repository.path, '..', name);

    await add('../feature', 'feature');
    await add('../copy of feature', '-b', 'copy', 'feature');
    await add('../detached', '--detach', 'feature');
    await add('../plain', '-b', 'plain');
    await add('../two\nlines', '-b', 'lines', 'feature');
    await add('../unborn', '--no-checkout', '-b', 'unborn', 'feature');
    await add('../theirs', '--lock', '--reason', 'on a stick', '-b', 'theirs', 'feature');

    const expected = {
      feature: ourReason(repository, 1, at('feature')),
      'copy of feature': ourReason(repository, 1, `'${at('copy of feature')}'`),
      detached: ourReason(repository, 1, at('detached')),
      'two\nlines': ourReason(repository, 1, '(typed inside it)'),
      theirs: 'on a stick',
    };
    expect(await locksOf(repository)).toEqual(expected);

    // No hook runs on --no-checkout; the next one locks.
    await repository.gitOk('-C', '../unborn', 'checkout', '--quiet', '--force', 'unborn');
    const unborn = ourReason(repository, 1, at('unborn'));
    expect(await locksOf(repository)).toEqual({ ...expected, unborn });

    // HEAD moves to something that main has: released. A lock of somebody else stays.
    await repository.gitOk('-C', '../detached', 'checkout', '--quiet', '--detach', 'main');
    await repository.gitOk('-C', '../theirs', 'checkout', '--quiet', '--detach', 'main');
    const { detached: _, ...rest } = expected;
    expect(await locksOf(repository)).toEqual({ ...rest, unborn });
  });

  it('makes git refuse to remove and to move it, with our sentence', async () => {
    await using repository = await guardedRepository();
    const { path } = await repository.worktree('a feature', 'feature');
    const reason = ourReason(repository, 1, `'${path}'`);
    const refusal = (verb: string): object => ({
      code: 128,
      stderr:
        `fatal: cannot ${verb} a locked working tree, lock reason: ${reason}\n` +
        "use 'remove -f -f' to override or unlock first\n".replace('remove', verb),
    });

    for (const args of [['remove'], ['remove', '-f'], ['move']]) {
      const target = args[0] === 'move' ? ['../elsewhere'] : [];
      const refused = await repository.git('worktree', ...args, path, ...target);
      expect(refused).toMatchObject(refusal(args[0] ?? ''));
    }
    expect(existsSync(path)).toBe(true);

    // Deleted by hand: git keeps it in mind.
    rmSync(path, { recursive: true });
    await repository.gitOk('worktree', 'prune', '--expire', 'now');
    expect(await locksOf(repository)).toEqual({ 'a feature': reason });

    // git's own override.
    await repository.gitOk('worktree', 'remove', '-f', '-f', path);
    expect(await locksOf(repository)).toEqual({});
  });
});
