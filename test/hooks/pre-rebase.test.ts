import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { testInEachShell } from './hooked-repository.ts';

const diverged = { diverged: true };

describe('a rebase of a protected branch', () => {
  testInEachShell(
    'gives node the upstream and the full branch',
    async (hooked) => {
      const feature = await hooked.repository.gitOk('rev-parse', 'feature');
      hooked.nodeEndsWith(1);
      hooked.gitProcesses();
      expect((await hooked.repository.git('rebase', 'feature')).code).not.toBe(0);
      expect(hooked.calls().map((call) => call.arguments)).toEqual([
        ['pre-rebase', feature, 'refs/heads/main'],
      ]);
      expect(hooked.gitProcesses()).toEqual([
        'symbolic-ref',
        'cat-file',
        'rev-parse',
        'merge-tree',
        'cat-file',
      ]);
    },
    diverged,
  );

  for (const backend of ['--merge', '--apply']) {
    testInEachShell(
      `an autostash is left to the later check, ${backend}`,
      async (hooked) => {
        const { repository } = hooked;
        repository.write('app.txt', 'edited\n');
        await repository.gitOk('rebase', '--quiet', '--autostash', backend, 'feature');
        expect(hooked.asked()).toEqual(['prepared']);
        expect(repository.read('app.txt')).toBe('edited\n');
      },
      diverged,
    );
  }

  testInEachShell(
    '--autostash with nothing to stash is judged here',
    async (hooked) => {
      await hooked.repository.gitOk('rebase', '--quiet', '--autostash', 'feature');
      expect(hooked.asked()).toEqual(['pre-rebase', 'prepared']);
    },
    diverged,
  );

  testInEachShell('what names nothing is left to the later check', async (hooked) => {
    const hostile = ['--root', 'nothing', '$(>x)', '`>x`', '-n', '', 'feature\nfeature', '%s'];
    for (const word of hostile) {
      for (const args of [[word], [word, 'main'], ['feature', word]]) {
        const result = await hooked.hook('pre-rebase', args);
        // No branch: the current one, main, and that is for node.
        if (word === '' && args[1] === '') continue;
        expect({ args, ...result }).toEqual({ args, code: 0, stdout: '', stderr: '' });
      }
    }
    expect(hooked.asked()).toEqual(['pre-rebase']);
    expect(existsSync(join(hooked.repository.path, 'x'))).toBe(false);
  });

  testInEachShell(
    'a rebase onto what main has asks nothing',
    async (hooked) => {
      await hooked.repository.gitOk('rebase', '--quiet', 'plain');
      await hooked.repository.gitOk('rebase', '--quiet', 'main', 'feature');
      await hooked.repository.gitOk('rebase', '--quiet', '--root', 'other');
      expect(hooked.calls()).toEqual([]);
    },
    diverged,
  );
});
