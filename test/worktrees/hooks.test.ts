import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect } from 'vitest';
import { FOLDER } from '../hooks/history.ts';
import { type Hooked, testInEachShell } from '../hooks/hooked-repository.ts';
import type { Repository } from '../support/repository.ts';

const OURS = 'migration-gate: 1 migration is in no protected branch; close with: x\n';
const ZERO = '0'.repeat(40);
const POST = ['post-checkout', 'post-commit', 'post-merge', 'post-rewrite'];
/** Arguments as git gives them. */
const ARGS: Record<string, string[]> = {
  'post-checkout': [ZERO, ZERO, '1'],
  'post-merge': ['0'],
  'post-rewrite': ['rebase'],
};

/** A PATH without git, node, cat or anything: only the shell's own builtins work. */
const withNothing = (at: Repository): Repository => at.with({ PATH: '/nonexistent' });

const gitDirOf = (at: Repository): Promise<string> => at.gitOk('rev-parse', '--absolute-git-dir');

/** Runs a hook of a worktree, which must end silently with 0; which hooks asked node. */
async function asks(hooked: Hooked, hook: string, at: Repository): Promise<string[]> {
  const { code, stdout, stderr } = await hooked.hook(hook, ARGS[hook] ?? [], '', at);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  const asked = hooked.asked();
  rmSync(join(hooked.root, 'calls'), { force: true });
  return asked;
}

describe('the post-* hooks', () => {
  testInEachShell('end at once in the main worktree and on files alone', async (hooked) => {
    const { repository } = hooked;
    for (const hook of POST) {
      expect(await asks(hooked, hook, withNothing(repository))).toEqual([]);
      const told = withNothing(repository).with({ GIT_DIR: '.git' });
      expect(await asks(hooked, hook, told)).toEqual([]);
    }
    const tree = await repository.worktree('feature', 'feature');
    hooked.gitProcesses();
    await tree.gitOk('checkout', '--quiet', 'main', '--', FOLDER);
    expect(hooked.gitProcesses()).toEqual([]);
    expect(hooked.asked()).toEqual(['post-checkout']);
    const amended = await hooked.hook('post-rewrite', ['amend'], '', withNothing(tree));
    expect(amended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  testInEachShell('ask node where the lock may have to change, and git once', async (hooked) => {
    const { repository } = hooked;
    const plain = await repository.worktree('plain', 'plain');
    expect(hooked.calls()).toEqual([]);
    // One for the lock, one for a new config of a branch that moves; the others are the test's own
    // and those of `git worktree add`.
    expect(hooked.gitProcesses().filter((name) => name === 'cat-file')).toHaveLength(2);

    const feature = await repository.worktree('a feature', 'feature');
    const [call] = hooked.calls();
    const of = (what: string): Promise<string> => repository.gitOk('rev-parse', what);
    const answers = [
      hooked.config,
      await of(`feature:${FOLDER}`),
      await of(`main:${FOLDER}`),
      `refs/remotes/origin/main:${FOLDER} missing`,
    ];
    expect(call?.arguments).toEqual(['post-checkout', answers.join('\n')]);
    expect(call?.cwd).toBe(feature.path);
    rmSync(join(hooked.root, 'calls'));
    for (const hook of POST) expect(await asks(hooked, hook, feature)).toEqual([hook]);

    // While neither the answers nor the lock are others than node left them, it is not asked.
    const gitDir = await gitDirOf(feature);
    const record = join(gitDir, 'migration-gate');
    writeFileSync(record, `free\n${answers.join('\n')}\n`);
    expect(await asks(hooked, 'post-commit', feature)).toEqual([]);
    writeFileSync(record, `locked\n${answers.join('\n')}\n`);
    expect(await asks(hooked, 'post-commit', feature)).toEqual(['post-commit']);
    writeFileSync(join(gitDir, 'locked'), OURS);
    expect(await asks(hooked, 'post-commit', feature)).toEqual([]);
    writeFileSync(record, `locked\n${[...answers].reverse().join('\n')}\n`);
    expect(await asks(hooked, 'post-commit', feature)).toEqual(['post-commit']);
    // A lock of ours that may go.
    writeFileSync(join(await gitDirOf(plain), 'locked'), OURS);
    expect(await asks(hooked, 'post-merge', plain)).toEqual(['post-merge']);

    // A lock of somebody else, and a rebase that is not at its end.
    writeFileSync(join(gitDir, 'locked'), 'on a stick\n');
    for (const hook of POST) expect(await asks(hooked, hook, withNothing(feature))).toEqual([]);
    rmSync(join(gitDir, 'locked'));
    mkdirSync(join(gitDir, 'rebase-merge'));
    expect(await asks(hooked, 'post-checkout', withNothing(feature))).toEqual([]);
    expect(await asks(hooked, 'post-rewrite', feature)).toEqual(['post-rewrite']);
  });

  testInEachShell('find the worktree by whatever git says of it', async (hooked) => {
    const feature = await hooked.repository.worktree('a feature', 'feature');
    rmSync(join(hooked.root, 'calls'));
    const gitDir = await gitDirOf(feature);
    expect(await asks(hooked, 'post-commit', feature.with({ GIT_DIR: gitDir }))).toEqual([
      'post-commit',
    ]);
    // worktree.useRelativePaths, git 2.48
    writeFileSync(join(feature.path, '.git'), `gitdir: ${relative(feature.path, gitDir)}\n`);
    expect(await asks(hooked, 'post-commit', feature)).toEqual(['post-commit']);
    const told = feature.with({ GIT_DIR: join(feature.path, '.git') });
    expect(await asks(hooked, 'post-commit', told)).toEqual(['post-commit']);
  });

  testInEachShell('never make git fail', async (hooked) => {
    const { repository, files, root } = hooked;
    hooked.nodeEndsWith(1);
    const tree = await repository.worktree('feature', 'feature');
    expect(await tree.git('checkout', '--quiet', '-b', 'other-name')).toMatchObject({ code: 0 });
    expect(hooked.asked()).toEqual(['post-checkout', 'post-checkout']);
    rmSync(join(root, 'calls'));
    for (const gone of ['installed', 'stamp', 'start-node.sh', 'ours.sh', 'worktree-lock.sh']) {
      rmSync(join(files, gone));
      expect(await asks(hooked, 'post-checkout', tree)).toEqual([]);
    }
  });
});

describe('a protected branch that has moved', () => {
  testInEachShell('starts node where a lock of ours may go, and only there', async (hooked) => {
    const { repository, unhooked, root } = hooked;
    const oid = (name: string): Promise<string> => repository.gitOk('rev-parse', name);
    const [main, plain, feature] = [await oid('main'), await oid('plain'), await oid('feature')];
    const committed = async (old: string, next: string, at = repository): Promise<string[]> => {
      const stdin = `${old} ${next} refs/heads/main\n`;
      const { code, stderr } = await hooked.hook('reference-transaction', ['committed'], stdin, at);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const asked = hooked.asked();
      rmSync(join(root, 'calls'), { force: true });
      return asked;
    };
    // The state folder of this installation is root/state, so the worktrees are in root/worktrees.
    const lock = join(root, 'worktrees', 'a feature', 'locked');
    const nothing = withNothing(repository);
    expect(await committed(main, feature, nothing)).toEqual([]);
    mkdirSync(join(root, 'worktrees', 'a feature'), { recursive: true });
    writeFileSync(lock, 'on a stick\n');
    expect(await committed(main, feature, nothing)).toEqual([]);
    writeFileSync(lock, OURS);
    hooked.gitProcesses();
    expect(await committed(main, plain)).toEqual([]);
    expect(hooked.gitProcesses()).toEqual(['cat-file']);
    expect(await committed(main, feature)).toEqual(['committed']);
    // `branch --force` and others give no old value.
    expect(await committed(ZERO, plain)).toEqual(['committed']);

    // Through git itself.
    await unhooked.gitOk('switch', '--quiet', '--detach');
    await repository.gitOk('push', '--quiet', '.', 'plain:main');
    expect(hooked.asked()).toEqual([]);
    await unhooked.gitOk('branch', '--force', 'main', 'feature');
    expect(readFileSync(lock, 'utf8')).toBe(OURS);
  });
});
