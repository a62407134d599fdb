import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { FOLDER } from './history.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';
import { writeStamp } from './installed-hooks.ts';

/** After `release/`, which the stamp protects. As bytes: \xe4 alone is no UTF-8. */
const NAMES = [
  '$(>x)',
  '`>x`',
  "it's",
  '"quoted"',
  'a;>x',
  'a&&>x|b',
  '%s%n%d',
  '-n',
  '--help',
  '\xc3\xa4\xe2\x9c\x93',
  '\xe4',
  'a{b',
  '$HOME',
  '#!',
  '<x>',
  'a/b/c',
];

function expectNothingRan({ repository, root }: Hooked): void {
  for (const folder of [repository.path, join(repository.path, '.git'), root]) {
    expect(existsSync(join(folder, 'x'))).toBe(false);
  }
}

/** Feeds bytes, which a string of the test could not hold. */
function stdinOf(repository: Hooked['repository'], command: string, text: string) {
  const octal = Array.from(Buffer.from(text, 'latin1'), (byte) => `\\0${byte.toString(8)}`);
  const script = `printf '%b' "$1" | ${command}`;
  return repository.run('sh', ['-c', script, 'sh', octal.join('')]);
}

describe('hostile branch names', () => {
  testInEachShell('reach node whole, and run nothing', async (hooked) => {
    const { repository, unhooked } = hooked;
    const feature = await repository.gitOk('rev-parse', 'feature');
    const lines = (verb: string, branch: string) =>
      NAMES.map((name) => `${verb} refs/heads/release/${name} ${branch}\n`).join('');
    expect(
      await stdinOf(unhooked, 'git update-ref --stdin', lines('create', 'main')),
    ).toMatchObject({ code: 0 });
    const moved = await stdinOf(repository, 'git update-ref --stdin', lines('update', 'feature'));
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    const [call] = hooked.calls();
    expect(call?.arguments.slice(0, 2)).toEqual(['reference-transaction', 'prepared']);
    const refs = call?.arguments.slice(2).filter((word) => word !== feature);
    expect(refs?.sort()).toEqual(NAMES.map((name) => `refs/heads/release/${name}`).sort());
    expectNothingRan(hooked);
  });

  testInEachShell('are judged like others, when checked out and pushed', async (hooked) => {
    const { repository, unhooked } = hooked;
    const branch = 'release/$(>x);`>x`"%s';
    await unhooked.gitOk('checkout', '--quiet', '-b', branch);
    await repository.gitOk('merge', '--quiet', '--no-edit', 'plain');
    expect(hooked.calls()).toEqual([]);
    await repository.gitOk('merge', '--quiet', '--no-ff', '--no-edit', 'feature');
    await repository.gitOk('rebase', '--quiet', 'main', branch);
    await repository.gitOk('push', '--quiet', '.', 'feature:refs/heads/release/$(>x)');
    expect(hooked.asked()).toEqual([
      'early',
      'pre-merge-commit',
      'prepared',
      // Nothing for the rebase: this branch has all that main has.
      'pre-push',
      'prepared',
    ]);
    expect(hooked.calls()[3]?.arguments[2]).toBe('refs/heads/release/$(>x)');
    expectNothingRan(hooked);
  });

  testInEachShell('a pattern of the stamp is no glob over files', async (hooked) => {
    writeStamp(hooked.files, ['protect *', `config ${hooked.config} ${FOLDER}`]);
    await hooked.repository.gitOk('branch', '--force', 'other', 'feature');
    expect(hooked.asked()).toEqual(['prepared']);
  });
});

describe('hostile folders', () => {
  for (const folder of ['$(>x)', ' two  spaces ', "it's; `>x`", '*', 'a:b', '%s', '-n']) {
    testInEachShell(`the migrations folder may be <${folder}>`, async (hooked) => {
      const { repository, unhooked } = hooked;
      const json = JSON.stringify({ migrations: folder });
      await unhooked.commit('A folder', {
        'migration-gate.json': json,
        [`${folder}/001.sql`]: ';',
      });
      const config = await repository.gitOk('rev-parse', 'HEAD:migration-gate.json');
      writeStamp(hooked.files, [
        'protect main',
        `config ${hooked.config} ${FOLDER}`,
        `config ${config} ${folder}`,
      ]);
      await repository.commit('Not ours', { 'plain.txt': 'plain\n' });
      expect(hooked.calls()).toEqual([]);
      await repository.commit('Ours', { [`${folder}/002.sql`]: ';\n' });
      expect(hooked.asked()).toEqual(['pre-commit', 'prepared']);
      expectNothingRan(hooked);
    });
  }
});
