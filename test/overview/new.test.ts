import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployable, inFolder } from '../deploy/deployable.ts';
import { CLI, freshRepository, type Repository } from '../support/repository.ts';
import { LOOPBACK_CONFIG } from '../support/repository-files.ts';

const SQL = 'SELECT 1;';

describe('new', () => {
  it('takes a number that no branch, remote, worktree or ledger has', async () => {
    await using made = await deployable({ migrations: { '0001_a.sql': SQL } });
    const { repository, local, production } = made;
    expect(await nameOf(repository, 'in the main worktree')).toBe('0002_in_the_main_worktree.sql');

    await repository.gitOk('switch', '--quiet', '--create', 'other');
    await repository.commit('B', inFolder({ '0005_b.sql': SQL }));
    await repository.gitOk('switch', '--quiet', 'main');
    expect(await nameOf(repository, 'branch')).toBe('0006_branch.sql');

    await repository.gitOk('update-ref', 'refs/remotes/origin/other', 'other');
    await repository.gitOk('branch', '--quiet', '-D', 'other');
    expect(await nameOf(repository, 'remote')).toBe('0007_remote.sql');

    const linked = await repository.worktree('linked', 'linked');
    linked.write('migrations/0011_draft.sql', SQL);
    expect(await nameOf(repository, 'worktree')).toBe('0012_worktree.sql');

    await repository.commit('All');
    for (const [database, name] of [
      [local, '0020_applied.sql'],
      [production, '0030_deployed.sql'],
    ] as const) {
      await repository.gate(database === local ? 'apply' : 'deploy', '--yes');
      await database.query(
        `INSERT INTO migration_gate.ledger (name, blob, sql, state, origin, applied_by, applied_at)
         VALUES ($1, $2, '', 'applied', 'applied', 'Ben', now())`,
        [name, '1'.repeat(40)],
      );
    }
    expect(await nameOf(linked, 'ledger')).toBe('0031_ledger.sql');
  });

  it('writes the header, prints the path and nothing else, and makes the folder', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await repository.gitOk('switch', '--quiet', '--create', 'feature/x');
    repository.write('deep/er/.keep', '');

    const made = await repository.with({}).run('sh', [
      '-c',
      `cd deep/er && '${process.execPath}' '${CLI}' new 'Add users' --no-transaction --purpose 'So that
 they are'`,
    ]);

    expect(made).toMatchObject({ code: 0, stdout: '../../migrations/001_add_users.sql\n' });
    expect(made.stderr).toBe(
      '⚠️  Not asked, or no answer: local, production.\n' +
        '    A number that only a ledger has is not known here.\n',
    );
    expect(repository.read('migrations/001_add_users.sql')).toMatch(
      /^-- Migration: 001_add_users\.sql\n-- Date: \d{4}-\d\d-\d\d\n-- Purpose: So that they are\n-- Part of: feature\/x\n-- migration-gate: no-transaction\n\n$/,
    );
    expect(await repository.gitOk('status', '--porcelain')).toContain('?? migrations/');
  });

  it('gives two different numbers at the same moment, in two worktrees', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await repository.commit('A', inFolder({ '001_a.sql': SQL }));
    const trees = await Promise.all(['x', 'y', 'z'].map((name) => repository.worktree(name, name)));

    const made = await Promise.all(
      [repository, ...trees].flatMap((tree) => [
        nameOf(tree, 'one', '--offline'),
        nameOf(tree, 'two', '--offline'),
      ]),
    );

    const numbers = made.map((name) => Number(name.slice(0, 3))).sort((a, b) => a - b);
    expect(numbers).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('takes over the lock of a process that died', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await nameOf(repository, 'first', '--offline');
    const dead = await repository.run(process.execPath, ['-e', 'console.log(process.pid)']);
    const lock = join(repository.path, '.git/migration-gate/numbers.lock');
    writeFileSync(lock, dead.stdout);

    expect(await nameOf(repository, 'second', '--offline')).toBe('002_second.sql');
    expect(existsSync(lock)).toBe(false);
  });

  it('refuses hostile names, and writes nothing', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    for (const name of ['../x', '003_x', '日本']) {
      const { code, stdout, stderr } = await repository.gate('new', '--offline', '--', name);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/\nWhat to type:\n {2}migration-gate new \w+\n$/);
    }
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });

  it('writes nothing through a link', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    await repository.run('sh', ['-c', 'mkdir ../elsewhere && ln -s ../elsewhere migrations']);
    const { code, stderr } = await repository.gate('new', 'x', '--offline');
    expect(code).toBe(2);
    expect(stderr).toContain('migrations cannot be used: it is a symbolic link');
  });

  it('--edit opens the editor that git would, on a terminal only', async () => {
    await using repository = await freshRepository({ config: LOOPBACK_CONFIG });
    const editor = `sh -c 'test -t 0 && echo "-- by hand" >>"$1"' editor`;
    const edited = repository.with({ GIT_EDITOR: editor });

    const piped = await edited.gate('new', 'piped', '--edit', '--offline');
    expect(piped).toMatchObject({ code: 0, stdout: 'migrations/001_piped.sql\n' });
    expect(piped.stderr).toBe('Nobody is at a terminal here, so no editor was opened.\n');

    const typed = await edited.inTerminal(process.execPath, [
      CLI,
      'new',
      'typed',
      '--edit',
      '--offline',
    ]);
    expect(typed).toMatchObject({ code: 0 });
    expect(repository.read('migrations/002_typed.sql')).toMatch(/\n-- by hand\n$/);
    rmSync(join(repository.path, 'migrations'), { recursive: true });
  });
});

/** The name of the file that `new` made. */
async function nameOf(repository: Repository, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await repository.gate('new', ...args);
  if (code !== 0) throw new Error(`new ended with ${code}:\n${stdout}${stderr}`);
  return stdout.trim().replace('migrations/', '');
}
