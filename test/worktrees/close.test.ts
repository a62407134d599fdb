import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployable, statesOf, tablesOf } from '../deploy/deployable.ts';
import { CLI, type Repository } from '../support/repository.ts';
import { locksOf, migration, ourReason } from './guarded-repository.ts';

describe('worktree close', () => {
  it('keeps the lock while it refuses, and releases only its own', async () => {
    await using made = await deployable({ gated: true });
    const { repository, production } = made;
    const tree = await repository.worktree('a feature', 'feature');
    await tree.commit('A', migration('001_a'));
    const locked = { 'a feature': ourReason(repository, 1, `'${tree.path}'`) };
    const close = (...args: string[]) => repository.gate('worktree', 'close', ...args);

    const blocked = await close('../a feature');
    expect(blocked).toMatchObject({ code: 1, stderr: '' });
    expect(await locksOf(repository)).toEqual(locked);

    // Refused before anything is deployed.
    tree.write('untracked', '');
    const dirty = await close('../a feature', '--yes');
    expect(dirty).toMatchObject({ code: 1, stdout: '' });
    expect(dirty.stderr).toContain(`'${tree.path}' contains modified or untracked files\n`);
    rmSync(join(tree.path, 'untracked'));
    await repository.gitOk('worktree', 'unlock', tree.path);
    await repository.gitOk('worktree', 'lock', '--reason', 'on a\nstick', tree.path);
    const foreign = await close('../a feature', '--yes');
    expect(foreign).toMatchObject({ code: 1, stdout: '' });
    expect(
      foreign.stderr.replaceAll(tree.path, 'PATH').replaceAll(repository.path, 'MAIN'),
    ).toMatchInlineSnapshot(`
      "PATH stays as it is.
      ✗ It is locked by somebody else, lock reason: on a
          stick
      What to type:
        git worktree unlock 'PATH'
        npx --no --prefix 'MAIN' migration-gate worktree close 'PATH'
      "
    `);
    expect(await locksOf(repository)).toEqual({ 'a feature': 'on a\nstick' });
    expect(await tablesOf(production)).toEqual([]);

    // Through a symbolic link; locked again in the meantime.
    await repository.gitOk('worktree', 'unlock', tree.path);
    await tree.commit('Code', { 'app.txt': 'one\n' });
    expect(await locksOf(repository)).toEqual(locked);
    symlinkSync(tree.path, join(repository.path, '../link'));
    expect(await tree.gate('apply')).toMatchObject({ code: 0 });
    expect(await close('../link', '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(tree.path)).toBe(false);
    expect(await locksOf(repository)).toEqual({});
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    const again = await close(tree.path);
    expect(again).toMatchObject({ code: 0, stdout: `${tree.path} is closed already.\n` });
  });

  it('closes the one it is typed in, whatever its path, and no other folder', async () => {
    await using made = await deployable({ gated: true });
    const { repository } = made;
    const inside = (folder: string, ...args: string[]) =>
      repository.run('sh', [
        '-c',
        'cd "$1" && shift && exec node "$@"',
        'sh',
        folder,
        CLI,
        ...args,
      ]);

    const lines = await repository.worktree('-two\nlines', 'lines');
    mkdirSync(join(lines.path, 'src'));
    const closed = await inside(join(lines.path, 'src'), 'worktree', 'close');
    expect(closed).toMatchObject({ code: 0, stderr: '' });
    expect(closed.stdout).toContain('/-two\\x0alines\n');
    expect(existsSync(lines.path)).toBe(false);

    const plain = await repository.worktree('plain', 'plain');
    mkdirSync(join(plain.path, 'src'));
    const close = (path: string) => repository.gate('worktree', 'close', path);
    const file = await close('package.json');
    expect(file).toMatchObject({ code: 2, stdout: '' });
    expect(file.stderr).toContain(`${repository.path}/package.json is a file, not a worktree.\n`);
    const folder = await close('../plain/src');
    expect(folder).toMatchObject({ code: 2, stdout: '' });
    expect(folder.stderr).toContain(
      `${plain.path}/src is a folder inside the worktree ${plain.path}.\n`,
    );
    expect(await close('../never there')).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(plain.path)).toBe(true);

    // Moved by hand: git would not know what to remove.
    await repository.run('mv', [plain.path, `${plain.path}-2`]);
    const moved = await close('../plain-2');
    expect(moved.code).toBe(2);
    expect(moved.stderr).toContain(`git -C ${plain.path}-2 worktree repair\n`);
  });

  it('puts the lock back where git refuses, and says how to go on', async () => {
    await using made = await deployable({ gated: true });
    const { repository } = made;
    const tree = await repository.worktree('feature', 'feature');
    await tree.commit('A', migration('001_a'));
    const file = ['-c', 'protocol.file.allow=always'];
    await tree.gitOk(...file, 'submodule', '--quiet', 'add', repository.path, 'sub');
    await tree.commit('A submodule');
    expect(await tree.gate('apply')).toMatchObject({ code: 0 });

    const refused = await repository.gate('worktree', 'close', tree.path, '--yes');

    expect(refused.code).toBe(1);
    expect(refused.stderr.replaceAll(tree.path, 'PATH')).toMatchInlineSnapshot(`
      "PATH stays as it is.
      ✗ git removes a worktree with submodules only by force.
          Commits in its submodules that are nowhere else would be lost.
      What to type:
        git worktree remove -f -f PATH
      "
    `);
    expect(await locksOf(repository)).toEqual({ feature: ourReason(repository, 1, tree.path) });
    await repository.gitOk('worktree', 'remove', '-f', '-f', tree.path);
  });

  it('does not lose a commit that only the worktree holds', async () => {
    await using made = await deployable();
    const { repository } = made;
    await repository.gitOk('worktree', 'add', '--detach', '../loose');
    const loose = join(dirname(repository.path), 'loose');
    await repository.gitOk('-C', loose, 'commit', '--quiet', '--allow-empty', '-m', 'Loose');
    const oid = await repository.gitOk('-C', loose, 'rev-parse', 'HEAD');

    const refused = await repository.gate('worktree', 'close', loose, '--discard', '--reason', 'x');

    expect(refused).toMatchObject({ code: 1, stdout: '' });
    const short = oid.slice(0, 12);
    expect(refused.stderr).toContain(`Its commit ${short} is on no branch, and would be lost.\n`);
    const printed = /^ {2}(git .* branch .*)$/m.exec(refused.stderr)?.[1] ?? '';
    expect(await repository.run('sh', ['-c', printed])).toMatchObject({ code: 0 });
    expect(await repository.gitOk('rev-parse', `kept-${short}`)).toBe(oid);
    expect(await repository.gate('worktree', 'close', loose)).toMatchObject({ code: 0 });
  });
});

describe('a worktree that was deleted by hand', () => {
  it('is judged by what git still knows, and settled alone', async () => {
    await using made = await deployable({ gated: true });
    const { repository, production } = made;
    const deleted = async (name: string, branch: string): Promise<Repository> => {
      const tree = await repository.worktree(name, branch);
      await tree.commit(branch, migration('001_a'));
      return tree;
    };
    const tree = await deleted('below/a feature', 'feature');
    const other = await deleted('other', 'other');
    rmSync(dirname(tree.path), { recursive: true });
    rmSync(other.path, { recursive: true });
    const close = (...args: string[]) => repository.gate('worktree', 'close', ...args);

    const blocked = await close('../below/a feature');
    expect(blocked).toMatchObject({ code: 1, stderr: '' });
    expect(blocked.stdout).toContain('001_a.sql');
    expect(Object.keys(await locksOf(repository))).toEqual(['a feature', 'other']);

    expect(await repository.gate('apply', 'feature')).toMatchObject({ code: 0 });
    const closed = await close('../below/a feature', '--yes');
    expect(closed).toMatchObject({ code: 0, stderr: '' });
    expect(closed.stdout).toContain(`Closed ${tree.path}\n`);
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
    expect(Object.keys(await locksOf(repository))).toEqual(['other']);
    expect(await close('../below/a feature')).toMatchObject({ code: 0, stderr: '' });

    // Another folder in its place is not touched.
    mkdirSync(other.path);
    const remade = await close('../other');
    expect(remade.code).toBe(2);
    expect(existsSync(other.path)).toBe(true);
  });
});
