import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLI } from '../support/repository.ts';
import { deployable, inFolder, statesOf, tablesOf } from './deployable.ts';

const A = inFolder({ '001_a.sql': 'CREATE TABLE a ();' });

describe('worktree close', () => {
  it('keeps what is not deployed and what is not committed, then closes, and again', async () => {
    await using made = await deployable();
    const { repository, production } = made;
    const tree = await repository.worktree('a feature', 'feature');
    await tree.commit('A', A);
    const path = '../a feature';

    const blocked = await repository.gate('worktree', 'close', path);
    expect(blocked.code).toBe(1);
    expect(blocked.stdout).toContain('001_a.sql');
    expect(existsSync(tree.path)).toBe(true);

    expect(await tree.gate('apply')).toMatchObject({ code: 0 });
    expect(await tree.gate('deploy', '--yes')).toMatchObject({ code: 0 });
    const dirty = await repository.gate('worktree', 'close', path);
    expect(dirty.code).not.toBe(0);
    expect(dirty.stderr).toContain('contains modified or untracked files');
    expect(existsSync(tree.path)).toBe(true);

    await tree.commit('Pin production');
    const closed = await repository.gate('worktree', 'close', path);
    expect(closed).toMatchObject({ code: 0, stderr: '' });
    expect(closed.stdout).toContain(`Closed ${tree.path}\n`);
    expect(existsSync(tree.path)).toBe(false);
    expect(await repository.gitOk('worktree', 'list', '--porcelain')).not.toContain('a feature');
    expect(await repository.gitOk('branch', '--list', 'feature')).toContain('feature');

    const again = await repository.gate('worktree', 'close', path);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('is closed already');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });

  it('offers to deploy on a terminal, from inside, and writes no file then', async () => {
    await using made = await deployable();
    const { repository, production } = made;
    const tree = await repository.worktree('feature', 'feature');
    await tree.commit('A', A);
    expect(await tree.gate('apply')).toMatchObject({ code: 0 });

    const answers = [{ when: 'Deploy to production now?', send: 'y' }];
    const args = [CLI, 'worktree', 'close'];
    const closed = await tree.inTerminal(process.execPath, args, answers);

    expect(closed.code, closed.output).toBe(0);
    expect(existsSync(tree.path)).toBe(false);
    expect(await tablesOf(production)).toEqual(['a']);
  });

  it('never closes the main worktree', async () => {
    await using made = await deployable();
    const { repository } = made;
    const { code, stderr } = await repository.gate('worktree', 'close');
    expect(code).toBe(2);
    expect(stderr).toContain('is the main worktree, which cannot be closed.');
    expect(existsSync(repository.path)).toBe(true);
  });
});

describe('verify --apply-to-production', () => {
  it('verifies, deploys, and verifies again', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, production } = made;
    expect(await repository.gate('apply')).toMatchObject({ code: 0 });

    const unasked = await repository.gate('verify', '--apply-to-production');
    expect(unasked.code).toBe(2);
    expect(await tablesOf(production)).toEqual([]);

    const done = await repository.gate('verify', '--apply-to-production', '--yes');
    expect(done.code).toBe(0);
    expect(done.stderr).toContain('✗ BLOCKED - 1 migrations not deployed to production');
    expect(done.stdout).toContain('✓ READY TO MERGE - Production is up to date');
    expect(await statesOf(production)).toEqual(['001_a.sql applied']);
  });
});
