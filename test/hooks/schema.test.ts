import { describe, expect } from 'vitest';
import { FOLDER } from './history.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';
import { writeStamp } from './installed-hooks.ts';

const stampWith = (hooked: Hooked, ...schema: string[]): void =>
  writeStamp(hooked.files, [
    'protect main',
    `config ${hooked.config} ${FOLDER}`,
    ...schema.map((folder) => `schema ${folder}`),
  ]);

/** The git commands that hooks ran while something was committed on an unprotected branch. */
async function commitOn(hooked: Hooked, file: string): Promise<string[]> {
  const { repository } = hooked;
  await hooked.unhooked.gitOk('switch', '--quiet', 'feature');
  repository.write(file, `${file}\n`);
  await hooked.unhooked.gitOk('add', file);
  hooked.gitProcesses();
  await repository.git('commit', '--quiet', '--message', 'x');
  return hooked.gitProcesses();
}

describe('schema documents, at a commit on any branch', () => {
  testInEachShell('cost nothing where no config names a place for them', async (hooked) => {
    const before = await commitOn(hooked, `${FOLDER}/009_x.sql`);
    expect(hooked.asked()).toEqual([]);
    expect(before).not.toEqual([]);
    expect(before).not.toContain('diff-index');
  });

  testInEachShell('cost one git process where the commit changes neither', async (hooked) => {
    const before = await commitOn(hooked, 'plain.txt');
    stampWith(hooked, 'docs/my schema', FOLDER);
    const after = await commitOn(hooked, 'other.txt');
    expect(hooked.asked()).toEqual([]);
    expect([...after].sort()).toEqual([...before, 'diff-index'].sort());
  });

  testInEachShell('ask node where it changes migrations, or one of them', async (hooked) => {
    stampWith(hooked, 'docs/my schema', FOLDER);
    await commitOn(hooked, `${FOLDER}/009_x.sql`);
    await commitOn(hooked, 'docs/my schema/schema.sql');
    expect(hooked.calls().map((call) => call.arguments)).toEqual([
      ['pre-commit', 'schema'],
      ['pre-commit', 'schema'],
    ]);
    // And it may refuse.
    hooked.nodeEndsWith(1);
    const head = await hooked.repository.gitOk('rev-parse', 'HEAD');
    await commitOn(hooked, `${FOLDER}/010_y.sql`);
    expect(await hooked.repository.gitOk('rev-parse', 'HEAD')).toBe(head);
  });
});
