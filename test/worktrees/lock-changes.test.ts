import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  guardedRepository,
  locksOf,
  mergeAnyway,
  migration,
  ourReason,
} from './guarded-repository.ts';

describe('work in a linked worktree', () => {
  it('commits lock, count and release', async () => {
    await using repository = await guardedRepository();
    const tree = await repository.worktree('work', 'work');
    const locked = (count: number): object => ({ work: ourReason(repository, count, tree.path) });

    await tree.commit('Code', { 'app.txt': 'one\n' });
    expect(await locksOf(repository)).toEqual({});
    await tree.commit('C', migration('003_c'));
    expect(await locksOf(repository)).toEqual(locked(1));
    await tree.commit('D', migration('004_d'));
    expect(await locksOf(repository)).toEqual(locked(2));
    // Not named as a migration is, but it should be one.
    tree.write('migrations/Five.sql', 'SELECT 1;\n');
    await tree.gitOk('add', '--all');
    await tree.gitOk('commit', '--quiet', '--amend', '--no-edit', '--no-verify');
    expect(await locksOf(repository)).toEqual(locked(3));
    await tree.gitOk('rm', '--quiet', '-r', 'migrations/003_c.sql', 'migrations/004_d.sql');
    await tree.gitOk('rm', '--quiet', 'migrations/Five.sql');
    await tree.commit('None of them');
    expect(await locksOf(repository)).toEqual({});

    // An edit of what main has is a migration that main has not.
    await tree.commit('Edit A', { 'migrations/001_a.sql': 'CREATE TABLE other ();\n' });
    expect(await locksOf(repository)).toEqual(locked(1));
    // reset runs no hook; the next one knows.
    await tree.gitOk('reset', '--quiet', '--hard', 'main');
    await tree.commit('Code again', { 'app.txt': 'two\n' });
    expect(await locksOf(repository)).toEqual({});
  });

  it('merge, cherry-pick and rebase do, too', async () => {
    await using repository = await guardedRepository();
    const tree = await repository.worktree('work', 'work');
    const locked = (count: number): object => ({ work: ourReason(repository, count, tree.path) });

    await tree.gitOk('merge', '--quiet', 'feature');
    expect(await locksOf(repository)).toEqual(locked(1));
    await tree.gitOk('reset', '--quiet', '--hard', 'main');
    await tree.commit('Code', { 'app.txt': 'one\n' });
    expect(await locksOf(repository)).toEqual({});
    await tree.gitOk('cherry-pick', 'feature');
    expect(await locksOf(repository)).toEqual(locked(1));

    // The rebase stops in the middle, at the new base, where nothing is brought: still locked.
    await tree.commit('Conflict', { 'app.txt': 'two\n' });
    await repository.commit('Other', { 'app.txt': 'three\n' });
    const stopped = await tree.git('rebase', 'main');
    expect(stopped.code).not.toBe(0);
    expect(await tree.git('ls-files', 'migrations')).toMatchObject({
      stdout: 'migrations/001_a.sql\n',
    });
    expect(await locksOf(repository)).toEqual(locked(1));
    await tree.gitOk('rebase', '--abort');
    expect(await locksOf(repository)).toEqual(locked(1));

    // At its end it is decided, by what HEAD has then.
    await tree.gitOk('reset', '--quiet', '--hard', 'HEAD~2');
    await tree.gitOk('-c', 'core.hooksPath=/dev/null', 'cherry-pick', 'feature');
    await tree.gitOk('worktree', 'unlock', tree.path);
    await tree.gitOk('rebase', '--quiet', '-X', 'ours', 'main');
    expect(await locksOf(repository)).toEqual(locked(1));
  });
});

describe('a protected branch that moves', () => {
  it('releases every linked worktree that has nothing else any more', async () => {
    await using repository = await guardedRepository();
    const feature = await repository.worktree('feature', 'feature');
    const same = await repository.worktree('same', 'same');
    await same.gitOk('merge', '--quiet', 'feature');
    const more = await repository.worktree('more', 'more');
    await more.gitOk('merge', '--quiet', 'feature');
    await more.commit('C', migration('003_c'));
    await repository.gitOk('worktree', 'add', '--lock', '../theirs', '-b', 'theirs', 'feature');
    expect(Object.keys(await locksOf(repository))).toEqual(['feature', 'more', 'same', 'theirs']);

    // Nothing that worktrees wait for.
    await repository.commit('Code', { 'app.txt': 'one\n' });
    expect(Object.keys(await locksOf(repository))).toEqual(['feature', 'more', 'same', 'theirs']);

    expect(await mergeAnyway(repository, 'feature')).toMatchObject({ code: 0 });

    expect(await locksOf(repository)).toEqual({
      more: ourReason(repository, 1, more.path),
      theirs: 'added with --lock',
    });
    await repository.gitOk('worktree', 'remove', feature.path);

    // main as a branch of another worktree; the value before is not told for `branch --force`.
    await repository.gitOk('switch', '--quiet', '--detach');
    const forced = ['-c', 'migration-gate.override=why', 'branch', '--force', 'main', 'more'];
    await repository.gitOk(...forced);
    expect(await locksOf(repository)).toEqual({ theirs: 'added with --lock' });
  });

  it('releases the others where one is broken, which is not closed unread', async () => {
    await using repository = await guardedRepository();
    const broken = await repository.worktree('broken', 'feature');
    const same = await repository.worktree('same', 'same');
    await same.gitOk('merge', '--quiet', 'feature');
    const head = join(repository.path, '.git/worktrees/broken/HEAD');
    const lost = '1'.repeat(40);
    writeFileSync(head, `${lost}\n`);

    const merged = await mergeAnyway(repository, 'feature');

    expect(merged.stderr).not.toContain('failed');
    expect(Object.keys(await locksOf(repository))).toEqual(['broken']);
    const closed = await repository.gate('worktree', 'close', broken.path);
    expect(closed.code).not.toBe(0);
    expect(existsSync(broken.path)).toBe(true);
  });
});
