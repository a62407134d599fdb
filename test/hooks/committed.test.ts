import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { testInEachShell } from './hooked-repository.ts';

describe('a transaction that is committed', () => {
  testInEachShell('is told to node where node asked for it', async (hooked) => {
    writeFileSync(join(hooked.root, 'state/on-commit'), '');
    await hooked.repository.gitOk('update-ref', 'refs/heads/main', 'plain');
    await hooked.repository.gitOk('branch', '--force', 'other', 'feature');
    const plain = await hooked.repository.gitOk('rev-parse', 'plain');
    expect(hooked.calls().map((call) => call.arguments)).toEqual([
      ['reference-transaction', 'committed', plain, 'refs/heads/main'],
    ]);
  });

  testInEachShell('is no business of node where it did not', async (hooked) => {
    await hooked.repository.gitOk('update-ref', 'refs/heads/main', 'plain');
    expect(hooked.calls()).toEqual([]);
    rmSync(join(hooked.files, 'installed'));
    await hooked.repository.gitOk('update-ref', 'refs/heads/main', 'other');
    expect(hooked.calls()).toEqual([]);
  });

  testInEachShell(
    'is told to node where any branch got a config that is not known',
    async (hooked) => {
      const { repository, unhooked } = hooked;
      await unhooked.gitOk('switch', '--quiet', 'other');
      await unhooked.commit('Protect it', { 'migration-gate.json': '{ "protect": ["other"] }' });
      const other = await unhooked.gitOk('rev-parse', 'other');

      await repository.gitOk('branch', 'copy', 'other');
      await repository.gitOk('branch', 'third', 'feature');
      await repository.gitOk('branch', '--delete', '--force', 'copy');

      expect(other).not.toBe('');
      expect(hooked.calls().map((call) => call.arguments)).toEqual([
        ['reference-transaction', 'stamp'],
      ]);
    },
  );

  testInEachShell('cannot be refused any more', async (hooked) => {
    writeFileSync(join(hooked.root, 'state/on-commit'), '');
    hooked.nodeEndsWith(1);
    await hooked.repository.gitOk('update-ref', 'refs/heads/main', 'plain');
    expect(hooked.asked()).toEqual(['committed']);
  });
});
