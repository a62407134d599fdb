import { describe, expect } from 'vitest';
import type { Repository } from '../support/repository.ts';
import { testInEachShell } from './hooked-repository.ts';
import { MORE, withStrategyThatAdds } from './strategy.ts';

describe('the definitive check sees what the early one could not', () => {
  testInEachShell('a strategy that makes a migration of its own', async (hooked) => {
    const at = await withStrategyThatAdds(hooked);
    const before = await at.gitOk('rev-parse', 'main');
    hooked.nodeEndsWith(1);
    const { code } = await at.git('merge', '--no-edit', '--no-ff', '-s', 'adds', 'plain');
    expect(code).not.toBe(0);
    expect(hooked.asked()).toEqual(['prepared']);
    expect(await hooked.repository.gitOk('rev-parse', 'main')).toBe(before);
  });

  testInEachShell('an octopus that is said to merge one commit', async (hooked) => {
    const at = hooked.repository.with({ GIT_REFLOG_ACTION: 'merge plain' });
    hooked.nodeEndsWith(1);
    expect((await at.git('merge', '--no-edit', 'plain', 'feature')).code).not.toBe(0);
    expect(hooked.asked()).toEqual(['prepared']);
  });

  testInEachShell('a migration put into a merge that had a conflict', async (hooked) => {
    const { repository, unhooked } = hooked;
    await unhooked.commit('Same file', { 'plain.txt': 'mine\n' });
    expect((await repository.git('merge', 'plain')).code).toBe(1);
    expect(hooked.asked()).toEqual([]);
    repository.write('plain.txt', 'both\n');
    await addAndCommit(repository);
    expect(hooked.asked()).toEqual(['pre-commit', 'prepared']);
  });

  testInEachShell('a migration put into a squashed merge', async (hooked) => {
    await hooked.repository.gitOk('merge', '--quiet', '--squash', 'plain');
    await addAndCommit(hooked.repository);
    expect(hooked.asked()).toEqual(['pre-commit', 'prepared']);
  });
});

async function addAndCommit(repository: Repository): Promise<void> {
  repository.write(MORE, 'SELECT 9;\n');
  await repository.gitOk('add', '--all');
  await repository.gitOk('commit', '--quiet', '--no-edit');
}
