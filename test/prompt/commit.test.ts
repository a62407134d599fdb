import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statesOf, tablesOf } from '../deploy/deployable.ts';
import { makesTable } from '../gate/deployed-repository.ts';
import { type Gated, gatedRepository, MIGRATION } from '../gate/gated-repository.ts';
import { answers, locksOf, QUESTION } from './asked.ts';

let gated: Gated;
beforeAll(async () => {
  gated = await gatedRepository();
});
afterAll(() => gated[Symbol.asyncDispose]());

describe('a merge that only its own hook can judge', () => {
  const args = ['merge', '-X', 'ours', '--no-ff', '--no-edit', 'feature'];

  it('Ctrl-C leaves a merge that git can abort', async () => {
    const { repository } = gated;
    await repository.commit('Diverged', { 'other.txt': 'other\n' });
    const head = await repository.gitOk('rev-parse', 'HEAD');
    const meanwhile = async (): Promise<string> => {
      expect(locksOf(repository)).toEqual([]);
      return '\u0003';
    };
    const { code, output } = await repository.inTerminal('git', args, answers(meanwhile));
    expect(code).toBe(1);
    expect(output).toContain('To get your files back as they were:\n  git merge --abort\n');
    await repository.gitOk('merge', '--abort');
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
    expect(await repository.gitOk('rev-parse', 'main')).toBe(head);
    expect(await tablesOf(gated.production)).toEqual([]);
  });

  it('y deploys, and git makes the merge', async () => {
    const { repository } = gated;
    const { code, output } = await repository.inTerminal('git', args, answers('y\r'));
    expect(code, output).toBe(0);
    expect(await repository.gitOk('rev-parse', 'main^2')).toBe(
      await repository.gitOk('rev-parse', 'feature'),
    );
    expect(await tablesOf(gated.production)).toEqual(['customers']);
  });
});

describe('a commit on the branch itself', () => {
  it('is asked about what is staged, not where git holds the index', async () => {
    const { repository, production } = gated;
    const file = 'migrations/002_orders.sql';
    repository.write(file, makesTable('002_orders.sql', 'orders'));
    await repository.gitOk('add', file);
    for (const args of [
      ['commit', '-a', '-m', 'All'],
      ['commit', '-m', 'One', '--', file],
    ]) {
      const unasked = await repository.inTerminal('git', args);
      expect(unasked.code).toBe(1);
      expect(unasked.output).toContain('main stays as it is; this update is refused.');
      expect(unasked.output).not.toContain(QUESTION);
    }
    const meanwhile = async (): Promise<string> => {
      expect(locksOf(repository)).toEqual([]);
      return 'Y\r';
    };
    // More in the work tree than in the index: only the index is deployed.
    repository.write('migrations/003_later.sql', makesTable('003_later.sql', 'later'));
    const done = await repository.inTerminal('git', ['commit', '-m', 'Orders'], answers(meanwhile));
    expect(done.code, done.output).toBe(0);
    expect(await statesOf(production)).toEqual([
      `${MIGRATION.slice('migrations/'.length)} applied`,
      '002_orders.sql applied',
    ]);
    expect(await repository.gitOk('ls-tree', '--name-only', 'main', 'migrations/')).not.toContain(
      'later',
    );
  });
});
