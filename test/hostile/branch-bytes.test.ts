import { expect, it } from 'vitest';
import { gatedRepository } from '../gate/gated-repository.ts';
import type { Repository } from '../support/repository.ts';

/** Through `git update-ref --stdin`; a branch's name in Latin-1 is no argument that node can pass. */
function moveTo(repository: Repository, branch: string, commit: string) {
  const octal = Array.from(Buffer.from(branch, 'latin1'), (byte) => `\\0${byte.toString(8)}`);
  const script = `printf 'update refs/heads/%b %s\\n' "$1" "$2" | git update-ref --stdin`;
  return repository.run('sh', ['-c', script, 'sh', octal.join(''), commit]);
}

it('a branch whose name is no UTF-8 is judged by its own config, as others are', async () => {
  await using gated = await gatedRepository({ protect: ['main', 'release/*'] });
  const { repository } = gated;
  const branches = ['release/\xe4', 'release/\xe9\xe9', 'topic/\xe4'];
  for (const branch of branches) {
    expect(
      await moveTo(repository, branch, await repository.gitOk('rev-parse', 'main')),
    ).toMatchObject({ code: 0 });
  }
  // It brings a migration, and a config that would protect nothing: that counts one update later.
  await repository.gitOk('switch', '--quiet', 'feature');
  const config = JSON.parse(repository.read('migration-gate.json'));
  const json = JSON.stringify({ ...config, protect: ['none'] });
  const unprotecting = await repository.commit('Nothing', { 'migration-gate.json': json });

  for (const branch of branches.slice(0, 2)) {
    const { code, stderr } = await moveTo(repository, branch, unprotecting);
    expect(code, stderr).toBe(128);
    expect(stderr).toContain('stays as it is; this update is refused.');
    expect(stderr).toContain('Not deployed to production: 1 migration.');
  }
  // The name of an unprotected branch is nobody's business.
  expect(await moveTo(repository, 'topic/\xe4', unprotecting)).toMatchObject({
    code: 0,
    stderr: '',
  });
});
