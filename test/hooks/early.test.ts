import { describe, expect } from 'vitest';
import { FOLDER } from './history.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';

const ZERO = '0'.repeat(40);

/** The answer of the hook alone to the first update of a merge, in this environment. */
async function earlyCall(hooked: Hooked, env: Record<string, string>): Promise<string[][]> {
  const at = hooked.repository.with(env);
  const stdin = `${ZERO} ${await at.gitOk('rev-parse', 'HEAD')} ORIG_HEAD\n`;
  const result = await hooked.hook('reference-transaction', ['prepared'], stdin, at);
  expect(result).toEqual({ code: 0, stdout: '', stderr: '' });
  return hooked.calls().map((call) => call.arguments);
}

describe('the early call of a merge', () => {
  testInEachShell('gives node the one commit, as a child of git itself', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    hooked.gitProcesses();
    hooked.nodeEndsWith(1);
    const { code, stderr } = await hooked.repository.git('merge', '--squash', 'feature');
    expect(code).toBe(128);
    expect(stderr).toMatch(/aborted by .*hook/);
    const [call] = hooked.calls();
    expect(call?.arguments).toEqual(['reference-transaction', 'early', feature]);
    if (process.platform === 'linux') {
      expect(call?.parent).toMatch(/^(\S*\/)?git merge --squash feature $/);
    }
    expect(hooked.gitProcesses()).toEqual(['cat-file', 'symbolic-ref', 'merge-tree', 'cat-file']);
    expect(await hooked.repository.gitOk('status', '--porcelain')).toBe('');
  });

  testInEachShell(
    '-s ours brings nothing to the later check',
    async (hooked) => {
      await hooked.repository.gitOk('merge', '--no-edit', '-s', 'ours', '--no-ff', 'feature');
      expect(hooked.asked()).toEqual(['early']);
    },
    { diverged: true },
  );

  testInEachShell('a conflict is left to the commit that ends the merge', async (hooked) => {
    const { repository } = hooked;
    await hooked.unhooked.commit('Same file', { [`${FOLDER}/002_b.sql`]: 'SELECT 3;\n' });
    expect((await repository.git('merge', 'feature')).code).toBe(1);
    expect(hooked.asked()).toEqual([]);
    repository.write(`${FOLDER}/002_b.sql`, 'SELECT 4;\n');
    await repository.gitOk('commit', '--quiet', '--all', '--no-edit');
    expect(hooked.asked()).toEqual(['pre-commit', 'prepared']);
  });

  testInEachShell('does not ask where HEAD is not protected, or is detached', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    for (const head of ['plain', '--detach']) {
      await hooked.repository.gitOk('checkout', '--quiet', head);
      expect(await earlyCall(hooked, { [`GITHEAD_${feature}`]: 'feature' })).toEqual([]);
    }
  });

  testInEachShell('unrelated histories are left to the later check', async (hooked) => {
    await hooked.unhooked.gitOk('checkout', '--quiet', '--orphan', 'unrelated');
    const oid = await hooked.unhooked.commit('Unrelated', { [`${FOLDER}/009.sql`]: ';' });
    await hooked.unhooked.gitOk('checkout', '--quiet', 'main');
    expect(await earlyCall(hooked, { [`GITHEAD_${oid}`]: 'unrelated' })).toEqual([]);
  });
});

describe('GITHEAD_<oid>', () => {
  testInEachShell('whatever its value is', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    const name = `GITHEAD_${feature}`;
    for (const value of ['', 'feature', `'"'; $(>x)\\`, `a\nexport ${name}='b'\n`]) {
      await earlyCall(hooked, { [name]: value });
    }
    const expected = ['reference-transaction', 'early', feature];
    expect(hooked.calls().map((call) => call.arguments)).toEqual(Array(4).fill(expected));
  });

  testInEachShell('more than one is an octopus', async (hooked) => {
    const [feature, plain] = (await hooked.repository.gitOk('rev-parse', 'feature', 'plain')).split(
      '\n',
    );
    const env = { [`GITHEAD_${feature}`]: 'feature', [`GITHEAD_${plain}`]: 'plain' };
    expect(await earlyCall(hooked, env)).toEqual([]);
  });

  testInEachShell('in the value of another variable it is none', async (hooked) => {
    const [feature, plain] = (await hooked.repository.gitOk('rev-parse', 'feature', 'plain')).split(
      '\n',
    );
    for (const quote of ["'", '"', '']) {
      const line = `export GITHEAD_${feature}=${quote}x${quote}`;
      const FAKE = `a\n${line}\ndeclare -x GITHEAD_${feature}="x"\n${line}`;
      expect(await earlyCall(hooked, { FAKE })).toEqual([]);
      expect(await earlyCall(hooked, { FAKE, [`GITHEAD_${plain}`]: 'plain' })).toEqual([]);
    }
  });

  testInEachShell('whatever else git is said to merge', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    const actions = [
      'plain',
      'nothing',
      'main',
      '',
      '-',
      'plain feature',
      '$(>x)',
      '--version',
      'a:b',
    ];
    for (const name of [...actions, 'feature']) {
      const env = { GIT_REFLOG_ACTION: `merge ${name}`, [`GITHEAD_${feature}`]: name };
      await earlyCall(hooked, env);
    }
    const expected = ['reference-transaction', 'early', feature];
    expect(hooked.calls().map((call) => call.arguments)).toEqual(Array(10).fill(expected));
    expect(await earlyCall(hooked, { GIT_REFLOG_ACTION: 'merge feature' })).toHaveLength(10);
  });

  testInEachShell('only with a whole object id', async (hooked) => {
    const feature = await hooked.repository.gitOk('rev-parse', 'feature');
    const names = [feature.slice(0, 12), `${feature}0`, feature.toUpperCase(), ''];
    for (const name of [...names.map((oid) => `GITHEAD_${oid}`), `MY_GITHEAD_${feature}`]) {
      expect(await earlyCall(hooked, { [name]: 'feature' })).toEqual([]);
    }
  });
});
