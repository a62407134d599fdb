import { join, relative } from 'node:path';
import { describe, expect } from 'vitest';
import { FOLDER } from './history.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';

const NEW = `${FOLDER}/002_b.sql`;
const OLD = `${FOLDER}/001_a.sql`;

/** Runs git with node refusing, then with node agreeing; what it was asked for the first time. */
async function judgedTree(hooked: Hooked, ...args: string[]): Promise<string[]> {
  const { repository } = hooked;
  const before = await repository.gitOk('rev-parse', 'HEAD');
  hooked.nodeEndsWith(1);
  expect((await repository.git(...args)).code).toBe(1);
  expect(await repository.gitOk('rev-parse', 'HEAD')).toBe(before);
  expect(hooked.asked()).toEqual(['pre-commit']);
  hooked.nodeEndsWith(0);
  await repository.gitOk(...args);
  expect(hooked.asked()).toEqual(['pre-commit', 'pre-commit', 'prepared']);
  const [hook, tree, ...rest] = hooked.calls()[0]?.arguments ?? [];
  expect([hook, rest]).toEqual(['pre-commit', []]);
  // What was judged is what was committed then.
  expect(tree).toBe(await repository.gitOk('rev-parse', 'HEAD^{tree}'));
  return (await repository.gitOk('ls-tree', '--name-only', `${tree}:${FOLDER}`)).split('\n');
}

describe('a commit on a protected branch', () => {
  testInEachShell('of what is staged', async (hooked) => {
    hooked.repository.write(NEW, 'SELECT 2;\n');
    await hooked.repository.gitOk('add', NEW);
    hooked.repository.write(`${FOLDER}/003_not_staged.sql`, ';');
    expect(await judgedTree(hooked, 'commit', '-m', 'x')).toEqual(['001_a.sql', '002_b.sql']);
  });

  testInEachShell('-a: the temporary index', async (hooked) => {
    hooked.repository.write(OLD, 'SELECT 9;\n');
    expect(await judgedTree(hooked, 'commit', '-a', '-m', 'x')).toEqual(['001_a.sql']);
  });

  testInEachShell('of a path: only that', async (hooked) => {
    hooked.repository.write(NEW, 'SELECT 2;\n');
    hooked.repository.write('plain.txt', 'plain\n');
    await hooked.repository.gitOk('add', '--all');
    await hooked.repository.gitOk('commit', '-m', 'x', '--', 'plain.txt');
    expect(hooked.calls()).toEqual([]);
    expect(await judgedTree(hooked, 'commit', '-m', 'x', '--', NEW)).toHaveLength(2);
  });

  testInEachShell('--amend', async (hooked) => {
    hooked.repository.write(NEW, 'SELECT 2;\n');
    await hooked.repository.gitOk('add', '--all');
    expect(await judgedTree(hooked, 'commit', '--amend', '--no-edit')).toHaveLength(2);
  });

  testInEachShell('--no-verify is left to the later check', async (hooked) => {
    hooked.repository.write(NEW, 'SELECT 2;\n');
    await hooked.repository.gitOk('add', '--all');
    await hooked.repository.gitOk('commit', '--no-verify', '-m', 'x');
    expect(hooked.asked()).toEqual(['prepared']);
  });

  testInEachShell('the first one of all is left to the later check', async (hooked) => {
    await hooked.unhooked.gitOk('symbolic-ref', 'HEAD', 'refs/heads/release/new');
    const oid = await hooked.repository.commit('First');
    expect(hooked.calls().map((call) => call.arguments)).toEqual([
      ['reference-transaction', 'prepared', oid, 'refs/heads/release/new'],
    ]);
  });

  testInEachShell('in a linked worktree', async (hooked) => {
    const { repository } = hooked;
    await repository.gitOk('checkout', '--quiet', 'plain');
    const linked = await repository.worktree('linked tree', 'main');
    await linked.commit('A migration', { [NEW]: 'SELECT 2;\n' });
    expect(hooked.asked()).toEqual(['pre-commit', 'prepared']);
    expect(hooked.calls().map((call) => call.cwd)).toEqual([linked.path, linked.path]);
  });

  testInEachShell('with a relative core.hooksPath, as husky sets it', async (hooked) => {
    const { repository } = hooked;
    const path = relative(repository.path, join(hooked.root, 'hooks'));
    await repository.gitOk('config', 'core.hooksPath', path);
    await repository.commit('A migration', { [NEW]: 'SELECT 2;\n' });
    expect(hooked.asked()).toEqual(['pre-commit', 'prepared']);
  });
});
