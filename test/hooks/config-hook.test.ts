import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { type Hooked, testInEachShell } from './hooked-repository.ts';

/** As `git config hook.gate.command …` of git 2.54 starts it: by its own path. */
async function byConfig(hooked: Hooked, ...settings: string[]) {
  const { repository, files } = hooked;
  const oid = await repository.gitOk('rev-parse', 'feature');
  const options = settings.flatMap((setting) => ['-c', setting]);
  const alias = `alias.fire=!"${files.replaceAll(/["$]/g, '\\$&')}/reference-transaction" prepared`;
  const line = `${'0'.repeat(40)} ${oid} refs/heads/main\n`;
  return repository.run('git', [...options, '-c', alias, 'fire'], line);
}

describe('the hook, started by the config of git', () => {
  testInEachShell('leaves it to the hook file, where that is ours, too', async (hooked) => {
    hooked.nodeEndsWith(1);
    expect(await byConfig(hooked)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(hooked.calls()).toEqual([]);
  });

  testInEachShell('judges where another folder has the hooks', async (hooked) => {
    hooked.nodeEndsWith(1);
    expect((await byConfig(hooked, 'core.hooksPath=/dev/null')).code).toBe(1);
    expect(hooked.asked()).toEqual(['prepared']);
  });

  testInEachShell(
    'stands, in git 2.54, where core.hooksPath is /dev/null',
    async (hooked, skip) => {
      const { repository, files } = hooked;
      const version = await repository.gitOk('version');
      const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
      skip(major * 100 + minor < 254, `${version} has no hooks in its config`);
      const command = `'${join(files, 'reference-transaction').replaceAll("'", `'\\''`)}'`;
      await repository.gitOk('config', 'hook.gate.command', command);
      await repository.gitOk('config', 'hook.gate.event', 'reference-transaction');
      await repository.gitOk('update-ref', 'refs/heads/main', 'feature');
      expect(hooked.asked()).toEqual(['prepared']);

      hooked.nodeEndsWith(1);
      const off = ['-c', 'core.hooksPath=/dev/null'];
      expect(await repository.git(...off, 'update-ref', 'refs/heads/main', 'plain')).toMatchObject({
        code: 128,
      });
    },
  );
});
