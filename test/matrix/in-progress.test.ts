import { beforeAll, describe, expect, it } from 'vitest';
import { copyRepository } from '../support/copy-repository.ts';
import { compareSnapshots, readSnapshot } from './snapshot.ts';
import { matrixTemplate, type Template } from './template.ts';

let template: Template;
beforeAll(async () => {
  ({ template } = await matrixTemplate());
});

/** A merge whose conflict the user has resolved, and not committed. */
const RESOLVED = `
! git merge undeployed/conflict
printf 'resolved by hand\\n' >ours.txt
git add ours.txt`;

describe('a refusal in the middle of the user’s own merge', () => {
  it.each([
    'git update-ref refs/heads/main undeployed/ff',
    'git fetch --update-head-ok . undeployed/ff:main',
    'git commit --no-verify --no-edit',
  ])('by %s: prints no command that would drop the resolution', async (command) => {
    await using repository = copyRepository(template.root);
    await repository.run('sh', ['-c', RESOLVED]);
    const before = await readSnapshot(repository);

    const refused = await repository.run('sh', ['-c', command]);

    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('main stays as it is; this update is refused.');
    expect(refused.stderr).not.toContain('--abort');
    expect(compareSnapshots(before, await readSnapshot(repository))).toEqual([]);
    expect(repository.read('ours.txt')).toBe('resolved by hand\n');
  });
});
