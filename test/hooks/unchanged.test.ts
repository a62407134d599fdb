import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyHooks } from '../../src/installation/copy-hooks.ts';
import { writeStamp } from '../../src/state/stamp.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';
import { withStrategyThatAdds } from './strategy.ts';

const ZERO = '0'.repeat(40);

const fileOf = ({ files }: Hooked): string => join(files, 'unchanged');
const oidOf = ({ repository }: Hooked, name: string): Promise<string> =>
  repository.gitOk('rev-parse', name);

/** What a merge of `branch` that git gave up leaves: the file says that it changes nothing. */
async function leftBy(hooked: Hooked, branch: string): Promise<void> {
  const merge = ['merge', '--quiet', '--no-ff', '--no-commit', branch];
  await hooked.repository.gitOk(...merge);
  await hooked.repository.gitOk('merge', '--abort');
  const line = `${await oidOf(hooked, 'main')} ${await oidOf(hooked, branch)}\n`;
  expect(readFileSync(fileOf(hooked), 'utf8')).toBe(line);
  expect(hooked.calls()).toEqual([]);
  hooked.gitProcesses();
}

describe('a merge that changes no migration', () => {
  const ways = {
    'merge --ff-only plain': ['cat-file'],
    'pull --ff-only . plain': ['cat-file'],
    'merge --no-ff --no-edit plain': ['cat-file', 'cat-file'],
    'merge --no-ff --no-edit --no-verify plain': ['cat-file', 'cat-file'],
    'merge --no-ff --no-edit -X theirs plain': ['cat-file', 'cat-file'],
    'merge --no-ff --no-edit -s ours plain': ['cat-file', 'cat-file'],
    'pull --no-rebase --no-ff --no-edit . plain': ['cat-file', 'cat-file'],
    'merge --squash plain': ['cat-file'],
  };
  for (const [way, processes] of Object.entries(ways)) {
    testInEachShell(`asks git only what it has not told yet: ${way}`, async (hooked) => {
      hooked.gitProcesses();
      await hooked.repository.gitOk(...way.split(' '));
      expect(hooked.gitProcesses().filter((name) => name !== 'rev-parse')).toEqual(processes);
      expect(hooked.calls()).toEqual([]);
    });
  }

  testInEachShell('asks no more in a linked worktree', async (hooked) => {
    await hooked.unhooked.gitOk('checkout', '--quiet', 'other');
    const linked = await hooked.repository.worktree('linked tree', 'main');
    hooked.gitProcesses();
    await linked.gitOk('merge', '--quiet', '--no-ff', '--no-edit', 'plain');
    // The third is post-merge's, for the lock.
    expect(hooked.gitProcesses()).toEqual(['cat-file', 'cat-file', 'cat-file']);
    await linked.gitOk('merge', '--quiet', '--no-ff', '--no-edit', 'other');
    expect(hooked.asked()).toEqual([]);
    await linked.gitOk('merge', '--quiet', '--no-ff', '--no-edit', 'feature');
    expect(hooked.asked().slice(0, 3)).toEqual(['early', 'pre-merge-commit', 'prepared']);
  });

  testInEachShell('passes where nothing can be remembered', async (hooked) => {
    mkdirSync(fileOf(hooked));
    for (const how of ['--ff-only', '--no-ff']) {
      const merge = ['merge', '--quiet', '--no-edit', how, how === '--no-ff' ? 'other' : 'plain'];
      expect(await hooked.repository.git(...merge)).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    expect(hooked.calls()).toEqual([]);
    expect(readdirSync(fileOf(hooked))).toEqual([]);
  });
});

describe('what the early call found', () => {
  testInEachShell('says nothing of another step between the same branches', async (hooked) => {
    await leftBy(hooked, 'plain');
    await hooked.unhooked.gitOk('reset', '--quiet', '--hard', 'feature');
    // Takes a migration away: from another commit, to the one of the file.
    await hooked.repository.gitOk('reset', '--quiet', '--hard', 'plain');
    expect(hooked.asked()).toEqual(['prepared']);
    await hooked.repository.gitOk('update-ref', 'refs/heads/main', 'feature', 'plain');
    expect(hooked.asked()).toEqual(['prepared', 'prepared']);
  });

  testInEachShell('says nothing of a merge after it', async (hooked) => {
    await leftBy(hooked, 'plain');
    await hooked.repository.gitOk('merge', '--quiet', '--no-ff', '--no-edit', 'feature');
    expect(hooked.asked()).toEqual(['early', 'pre-merge-commit', 'prepared']);
  });

  testInEachShell('says nothing of the same commit merged into another', async (hooked) => {
    await leftBy(hooked, 'plain');
    await hooked.unhooked.gitOk('reset', '--quiet', '--hard', 'feature');
    const at = await withStrategyThatAdds(hooked);
    await at.gitOk('merge', '--no-edit', '--no-ff', '-s', 'adds', 'plain');
    expect(hooked.asked()).toEqual(['pre-merge-commit', 'prepared']);
  });

  testInEachShell('says nothing of an octopus that brings more', async (hooked) => {
    await leftBy(hooked, 'plain');
    await hooked.repository.gitOk('merge', '--quiet', '--no-edit', 'plain', 'feature');
    expect(hooked.asked()).toEqual(['pre-merge-commit', 'prepared']);
  });

  testInEachShell('says nothing where the old value is not what the branch has', async (hooked) => {
    const [main, feature] = [await oidOf(hooked, 'main'), await oidOf(hooked, 'feature')];
    // Even of a lie: nobody but git says what a branch had.
    writeFileSync(fileOf(hooked), `${main} ${feature}\n`);
    await hooked.repository.gitOk('update-ref', 'refs/heads/main', 'feature');
    expect(hooked.asked()).toEqual(['prepared']);
    writeFileSync(fileOf(hooked), `${ZERO} ${feature}\n`);
    await hooked.repository.gitOk('branch', 'release/1', 'feature');
    const update = `${ZERO} ${feature} refs/heads/main\n`;
    await hooked.unhooked.gitOk('update-ref', 'refs/heads/main', main);
    await hooked.hook('reference-transaction', ['prepared'], update);
    expect(hooked.asked()).toEqual(['prepared', 'prepared', 'prepared']);
  });

  testInEachShell('rests on git, which knows what the branch had', async (hooked) => {
    const { repository } = hooked;
    const main = await oidOf(hooked, 'main');
    const [feature, other] = [await oidOf(hooked, 'feature'), await oidOf(hooked, 'other')];
    // As if it were true: the hook would let it pass.
    writeFileSync(fileOf(hooked), `${other} ${feature}\n`);
    for (const ref of ['refs/heads/main', 'HEAD']) {
      expect((await repository.git('update-ref', ref, 'feature', 'other')).code).not.toBe(0);
      const update = `update ${ref} ${feature} ${other}\n`;
      expect((await repository.run('git', ['update-ref', '--stdin'], update)).code).not.toBe(0);
    }
    expect(await oidOf(hooked, 'main')).toBe(main);
  });

  testInEachShell(
    'counts only as two whole names, and not from the environment',
    async (hooked) => {
      const [main, feature] = [await oidOf(hooked, 'main'), await oidOf(hooked, 'feature')];
      const short = feature.slice(0, 12);
      const files = [
        ...['', '\n', `${main}`, `${main} ${feature}`, `${main} ${short}\n`, `${main}${feature}\n`],
        ...[`${feature} ${main}\n`, `\n${main} ${feature}\n`, `${main} ${feature} ${feature}\n`],
        ...[
          `${main} ${feature.toUpperCase()}\n`,
          `* *\n`,
          `${main} ${feature}\r\n`,
          '\0'.repeat(82),
        ],
      ];
      const variables = { gate_from: main, gate_to: feature, gate_read: 'yes' };
      const at = hooked.repository.with({ ...variables, [`GITHEAD_${feature}`]: 'feature' });
      await hooked.unhooked.gitOk('update-ref', 'ORIG_HEAD', 'main');
      await hooked.unhooked.gitOk('read-tree', 'feature');
      for (const text of files) {
        writeFileSync(fileOf(hooked), text);
        const update = `${main} ${feature} refs/heads/main\n`;
        const rt = await hooked.hook('reference-transaction', ['prepared'], update, at);
        const merge = await hooked.hook('pre-merge-commit', [], '', at);
        for (const { code, stderr } of [rt, merge])
          expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      }
      expect(hooked.asked()).toEqual(files.flatMap(() => ['prepared', 'pre-merge-commit']));
    },
  );

  test('does not outlive the hooks and the stamp by which it was found', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'copied-hooks-'));
    for (const renew of [() => copyHooks(folder, ''), () => writeStamp(folder, [])]) {
      writeFileSync(join(folder, 'unchanged'), `${ZERO} ${ZERO}\n`);
      await renew();
      expect(readdirSync(folder)).not.toContain('unchanged');
    }
    rmSync(folder, { recursive: true });
  });
});
