import { describe, expect } from 'vitest';
import { FOLDER } from './history.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';

const ZERO = '0'.repeat(40);
const SOME = '1'.repeat(40);

/** A PATH without git, node, cat or anything: only the shell's own builtins work. */
const nothing = ({ repository }: Hooked) => repository.with({ PATH: '/nonexistent' });

describe('without a process', () => {
  const transactions = {
    'refs of a fetch': [`${ZERO} ${SOME} refs/remotes/origin/main`, `${ZERO} ${SOME} refs/tags/v1`],
    'a branch that is not protected': [`${ZERO} ${SOME} HEAD`, `${ZERO} ${SOME} refs/heads/x/main`],
    'HEAD by name': [`${ZERO} ref:refs/heads/main HEAD`],
    'the deletion of main': [`${SOME} ${ZERO} refs/heads/main`],
    'the deletion of main, SHA-256': [`${SOME} ${'0'.repeat(64)} refs/heads/main`],
    'ORIG_HEAD of a reset': [`${ZERO} ${SOME} ORIG_HEAD`],
    nothing: [],
  };
  for (const [what, lines] of Object.entries(transactions)) {
    testInEachShell(`reference-transaction lets ${what} pass`, async (hooked) => {
      for (const state of ['prepared', 'committed']) {
        const stdin = lines.map((line) => `${line}\n`).join('');
        const { code, stderr } = await hooked.hook(
          'reference-transaction',
          [state],
          stdin,
          nothing(hooked),
        );
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      }
    });
  }

  testInEachShell('any other state, also an unknown one, passes at once', async (hooked) => {
    for (const state of ['preparing', 'aborted', 'something new', '']) {
      const stdin = `${ZERO} ${SOME} refs/heads/main\n`;
      const at = nothing(hooked);
      const { code, stderr } = await hooked.hook('reference-transaction', [state], stdin, at);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });

  testInEachShell('pre-push of other branches, tags and deletions', async (hooked) => {
    const stdin = [
      `refs/heads/main ${SOME} refs/heads/copy ${ZERO}`,
      `refs/tags/v1 ${SOME} refs/tags/v1 ${ZERO}`,
      `(delete) ${ZERO} refs/heads/main ${SOME}`,
    ].join('\n');
    const at = nothing(hooked);
    const { code, stderr } = await hooked.hook('pre-push', ['origin', '/x'], stdin, at);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('git that must never be in the way', () => {
  const migration = { [`${FOLDER}/003_c.sql`]: 'SELECT 3;\n' };

  testInEachShell('a fetch of 200 refs runs no git of ours', async (hooked) => {
    const { repository, unhooked } = hooked;
    await unhooked.gitOk('clone', '--quiet', '--bare', '.', '../origin.git');
    const lines = Array.from({ length: 200 }, (_, n) => `create refs/heads/b${n} feature\n`);
    await unhooked.run('git', ['update-ref', '--stdin'], lines.join(''));
    await unhooked.gitOk('push', '--quiet', '../origin.git', 'refs/heads/b*');
    hooked.gitProcesses();
    // git 2.55 packs refs after it, main's among them.
    const fetch = ['-c', 'maintenance.auto=false', 'fetch', '--quiet', '../origin.git'];
    await repository.gitOk(...fetch, '+refs/heads/*:refs/remotes/o/*');
    expect(hooked.gitProcesses()).toEqual([]);
    expect(hooked.calls()).toEqual([]);
    expect(await repository.git('rev-parse', 'refs/remotes/o/b199')).toMatchObject({ code: 0 });
  });

  testInEachShell('work on a branch that is not protected', async (hooked) => {
    const { repository } = hooked;
    hooked.nodeEndsWith(1);
    await repository.gitOk('checkout', '--quiet', 'plain');
    hooked.gitProcesses();
    await repository.commit('A migration', migration);
    // pre-commit asks for the branch; a transaction asks nothing before the branch moves, and then
    // for a config that protects it; rev-parse is this test's.
    expect(hooked.gitProcesses()).toEqual(['symbolic-ref', 'cat-file', 'rev-parse']);
    await repository.gitOk('merge', '--quiet', '--no-edit', 'feature');
    await repository.gitOk('rebase', '--quiet', 'other');
    await repository.gitOk('reset', '--quiet', '--hard', 'feature');
    await repository.gitOk('branch', '--force', 'other', 'feature');
    expect(hooked.calls()).toEqual([]);
  });

  testInEachShell('a detached HEAD', async (hooked) => {
    hooked.nodeEndsWith(1);
    await hooked.repository.gitOk('checkout', '--quiet', '--detach', 'main');
    await hooked.repository.commit('A migration', migration);
    await hooked.repository.gitOk('merge', '--quiet', '--no-edit', 'feature');
    expect(hooked.calls()).toEqual([]);
  });

  testInEachShell('gc, pack-refs, stash, no-op resets and aborts on main', async (hooked) => {
    const { repository } = hooked;
    hooked.nodeEndsWith(1);
    await repository.gitOk('pack-refs', '--all', '--prune');
    await repository.gitOk('gc', '--quiet');
    repository.write(`${FOLDER}/001_a.sql`, 'SELECT 9;\n');
    repository.write(`${FOLDER}/003_c.sql`, 'SELECT 3;\n');
    await repository.gitOk('stash', 'push', '--quiet', '--include-untracked');
    await repository.gitOk('stash', 'pop', '--quiet');
    await repository.gitOk('reset', '--quiet');
    await repository.gitOk('reset', '--quiet', '--hard');
    await repository.gitOk('reset', '--quiet', '--soft', 'HEAD');
    await repository.gitOk('checkout', '--quiet', 'feature');
    await repository.gitOk('checkout', '--quiet', 'main');
    await repository.gitOk('tag', 'v1', 'feature');
    await repository.gitOk('merge', '--quiet', 'main');
    expect(hooked.calls()).toEqual([]);
  });

  testInEachShell('deleting a protected branch', async (hooked) => {
    await hooked.unhooked.gitOk('branch', 'release/1', 'feature');
    hooked.nodeEndsWith(1);
    await hooked.repository.gitOk('pack-refs', '--all');
    await hooked.repository.gitOk('branch', '-D', 'release/1');
    expect(hooked.calls()).toEqual([]);
  });
});

describe('on a protected branch', () => {
  testInEachShell('an update that is not ours costs one git process a call', async (hooked) => {
    const { repository } = hooked;
    hooked.nodeEndsWith(1);
    await repository.gitOk('merge', '--quiet', '--no-ff', '--no-edit', 'other');
    // The early call's and the definitive one; pre-merge-commit knows what the early one found.
    expect(hooked.gitProcesses()).toEqual(['cat-file', 'cat-file']);
    await repository.gitOk('update-ref', 'refs/heads/main', 'plain');
    expect(hooked.gitProcesses()).toEqual(['cat-file']);
    await repository.gitOk('checkout', '--quiet', '--detach');
    await repository.gitOk('push', '--quiet', '.', '+other:main');
    expect(hooked.gitProcesses().slice(0, 2)).toEqual(['cat-file', 'cat-file']);
    expect(hooked.calls()).toEqual([]);
  });
});
