import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { FOLDER } from './history.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';
import { writeStamp } from './installed-hooks.ts';

const CONFIG = 'migration-gate.json';
const ZERO = '0'.repeat(40);

/** Moves main by itself with the hooks armed, to a commit made without them; who was asked. */
async function askedFor(hooked: Hooked, files: Record<string, string | undefined>) {
  const { repository, unhooked } = hooked;
  await unhooked.gitOk('checkout', '--quiet', '-b', 'next');
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) await unhooked.gitOk('rm', '--quiet', '-r', path);
    else unhooked.write(path, text);
  }
  await unhooked.commit('Next');
  await repository.gitOk('update-ref', 'refs/heads/main', 'next');
  return hooked.asked();
}

/** The answer of the hook alone to one line of a transaction. */
async function transaction(hooked: Hooked, oid: string, ref = 'refs/heads/main') {
  const stdin = `${ZERO} ${oid} ${ref}\n`;
  const result = await hooked.hook('reference-transaction', ['prepared'], stdin);
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
  return hooked.calls().map((call) => call.arguments.slice(2));
}

describe('what counts as ours', () => {
  testInEachShell('a migration added', async (hooked) => {
    expect(await askedFor(hooked, { [`${FOLDER}/002_b.sql`]: ';' })).toEqual(['prepared']);
  });
  testInEachShell('the last migration removed, the folder with it', async (hooked) => {
    expect(await askedFor(hooked, { [FOLDER]: undefined })).toEqual(['prepared']);
  });
  testInEachShell('a change of the config', async (hooked) => {
    expect(await askedFor(hooked, { [CONFIG]: '{}' })).toEqual(['prepared']);
  });
  testInEachShell('the config removed', async (hooked) => {
    expect(await askedFor(hooked, { [CONFIG]: undefined })).toEqual(['prepared']);
  });
  testInEachShell('a config that the stamp does not know', async (hooked) => {
    writeStamp(hooked.files, ['protect main', `config ${ZERO} ${FOLDER}`]);
    expect(await askedFor(hooked, { 'plain.txt': 'plain' })).toEqual(['prepared']);
  });
  testInEachShell('not another folder that only another config names', async (hooked) => {
    writeStamp(hooked.files, [
      'protect main',
      `config ${ZERO} old`,
      `config ${hooked.config} ${FOLDER}`,
    ]);
    expect(await askedFor(hooked, { 'old/001.sql': ';' })).toEqual([]);
  });
  testInEachShell('not a folder beside it with a longer name', async (hooked) => {
    expect(await askedFor(hooked, { [`${FOLDER} 2/001.sql`]: ';' })).toEqual([]);
  });
  testInEachShell('a branch that is new', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    await hooked.repository.gitOk('branch', 'release/1', 'feature');
    expect(hooked.calls()[0]?.arguments.slice(2)).toEqual([feature, 'refs/heads/release/1']);
  });
  testInEachShell('a new branch whose name git would read as a commit', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    await hooked.repository.gitOk('branch', `release/x-g${feature.slice(0, 12)}`, 'feature');
    expect(hooked.asked()).toEqual(['prepared']);
  });
  testInEachShell('a value that is the name of another branch', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    expect(await transaction(hooked, 'ref:refs/heads/plain')).toEqual([]);
    expect(await transaction(hooked, 'ref:refs/heads/feature')).toEqual([
      [feature, 'refs/heads/main'],
    ]);
  });
});

describe('the first adoption', () => {
  testInEachShell('without a config on both sides nothing is gated', async (hooked) => {
    await hooked.unhooked.gitOk('rm', '--quiet', CONFIG);
    await hooked.unhooked.commit('No config');
    expect(await askedFor(hooked, { [`${FOLDER}/002_b.sql`]: ';' })).toEqual([]);
    expect(hooked.gitProcesses()).toEqual(['cat-file', 'diff-tree']);
  });
  testInEachShell('the update that brings the config is for node', async (hooked) => {
    await hooked.unhooked.gitOk('rm', '--quiet', CONFIG);
    await hooked.unhooked.commit('No config');
    expect(await askedFor(hooked, { [CONFIG]: '{}' })).toEqual(['prepared']);
  });
  testInEachShell('a folder without migrations yet', async (hooked) => {
    writeStamp(hooked.files, ['protect main', `config ${hooked.config} later`]);
    expect(await askedFor(hooked, { 'plain.txt': 'plain' })).toEqual([]);
  });
});

describe('without a stamp', () => {
  for (const [what, lines] of Object.entries({ 'no stamp': undefined, 'an empty one': [] })) {
    testInEachShell(`${what}: every branch may be protected`, async (hooked) => {
      if (lines) writeStamp(hooked.files, lines);
      else rmSync(join(hooked.files, 'stamp'));
      await hooked.repository.gitOk('branch', '--force', 'other', 'main');
      expect(hooked.asked()).toEqual(['prepared']);
      await hooked.repository.gitOk('branch', '--force', 'other', 'main');
      await hooked.repository.gitOk('update-ref', 'refs/remotes/o/other', 'feature');
      expect(hooked.asked()).toHaveLength(1);
    });
  }
});

describe('objects that are not here', () => {
  testInEachShell('an unknown commit is for node', async (hooked) => {
    const unknown = 'ab'.repeat(20);
    expect(await transaction(hooked, unknown)).toEqual([[unknown, 'refs/heads/main']]);
  });

  testInEachShell('folders never fetched: equal ones pass, others are for node', async (hooked) => {
    const { repository } = hooked;
    for (const branch of ['main', 'feature']) {
      const oid = await repository.gitOk('rev-parse', `${branch}:db`);
      rmSync(join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2)), { force: true });
    }
    expect(await transaction(hooked, await repository.gitOk('rev-parse', 'plain'))).toEqual([]);
    const feature = await repository.gitOk('rev-parse', 'feature');
    expect(await transaction(hooked, feature)).toEqual([[feature, 'refs/heads/main']]);
  });

  testInEachShell('a partial clone whose origin is gone', async (hooked) => {
    const { unhooked } = hooked;
    await unhooked.gitOk('config', 'uploadpack.allowFilter', 'true');
    const clone = ['clone', '--quiet', '--no-checkout', '--filter=tree:0'];
    await unhooked.gitOk(...clone, `file://${unhooked.path}`, '../partial');
    await unhooked.gitOk('-C', '../partial', 'config', 'remote.origin.url', '/nonexistent');
    const main = await unhooked.gitOk('rev-parse', 'main');
    const plain = await unhooked.gitOk('rev-parse', 'plain');
    const at = unhooked.with({ GIT_DIR: join(unhooked.path, '../partial/.git') });
    const noMove = `${ZERO} ${main} refs/heads/main\n`;
    await hooked.hook('reference-transaction', ['prepared'], noMove, at);
    expect(hooked.calls()).toEqual([]);
    const unsure = `${ZERO} ${plain} refs/heads/main\n`;
    await hooked.hook('reference-transaction', ['prepared'], unsure, at);
    expect(hooked.calls().map((call) => call.arguments[2])).toEqual([plain]);
  });
});
