import { describe, expect, it } from 'vitest';
import type { Repository } from '../support/repository.ts';
import { gatedRepository } from './gated-repository.ts';

type Way = {
  readonly name: string;
  readonly command: readonly string[];
  readonly from?: string;
  readonly before?: (repository: Repository) => Promise<unknown>;
};

/** Git moves files before it asks the hook, so the message ends with how to get them back. */
const LATE: readonly Way[] = [
  { name: 'reset --hard', command: ['reset', '--hard', 'feature'] },
  { name: 'reset --keep', command: ['reset', '--keep', 'feature'] },
  { name: 'reset', command: ['reset', 'feature'] },
  { name: 'checkout -B', command: ['checkout', '-B', 'main', 'feature'] },
  { name: 'cherry-pick', command: ['cherry-pick', 'feature'] },
  {
    name: 'merge -s recursive, which is not judged early',
    command: ['merge', '-s', 'recursive', '--no-edit', 'feature'],
    before: (repository) => repository.commit('Main moves', { 'README.md': 'moved\n' }),
  },
];

describe('a refusal after git has moved files', () => {
  it.each(LATE)('$name: the printed command gives everything back', async (way) => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    await way.before?.(repository);
    const before = await stateOf(repository);

    const refused = await repository.git(...way.command);

    expect(refused.code).not.toBe(0);
    const command = /To get your files back as they were:\n {2}(git .+)\n/.exec(
      refused.stderr,
    )?.[1];
    expect(command, refused.stderr).toBeDefined();
    expect(await repository.run('sh', ['-c', command ?? ''])).toMatchObject({ code: 0 });
    expect(await stateOf(repository)).toBe(before);
  });

  it('names no command where nothing has moved', async () => {
    await using gated = await gatedRepository();
    const { repository } = gated;
    const before = await stateOf(repository);

    const refused = await repository.git('update-ref', 'refs/heads/main', 'feature');

    expect(refused.code).not.toBe(0);
    expect(refused.stderr).not.toContain('To get your files back');
    expect(await stateOf(repository)).toBe(before);
  });
});

/** HEAD, the index, the work tree and what git is in the middle of. */
async function stateOf(repository: Repository): Promise<string> {
  const status = await repository.gitOk('status', '--branch', '--porcelain=v2', '--untracked');
  const head = await repository.gitOk('rev-parse', 'HEAD', 'main', 'feature');
  const staged = await repository.gitOk('ls-files', '--stage');
  const pseudo = await repository.git('rev-parse', '--verify', '--quiet', 'CHERRY_PICK_HEAD');
  const merging = await repository.git('rev-parse', '--verify', '--quiet', 'MERGE_HEAD');
  return [status, head, staged, pseudo.code, merging.code].join('\n');
}
