import { describe, expect } from 'vitest';
import { type Hooked, testInEachShell } from './hooked-repository.ts';

const ZERO = '0'.repeat(40);
const UNKNOWN = 'ab'.repeat(20);

async function oids(hooked: Hooked): Promise<{ main: string; feature: string; plain: string }> {
  const text = await hooked.repository.gitOk('rev-parse', 'main', 'feature', 'plain');
  const [main = '', feature = '', plain = ''] = text.split('\n');
  return { main, feature, plain };
}

describe('pre-push', () => {
  testInEachShell('gives node what each protected remote branch would get', async (hooked) => {
    const { main, feature, plain } = await oids(hooked);
    const stdin = [
      `refs/heads/feature ${feature} refs/heads/main ${main}`,
      `refs/heads/plain ${plain} refs/heads/release/1 ${main}`,
      `refs/heads/plain ${plain} refs/heads/release/2 ${ZERO}`,
      `refs/heads/plain ${plain} refs/heads/release/3 ${UNKNOWN}`,
      `(delete) ${ZERO} refs/heads/release/4 ${main}`,
      `refs/heads/feature ${feature} refs/heads/feature ${main}`,
      `HEAD^{/On the main line} ${feature} refs/heads/release/5 ${main}`,
      // The last line counts without a newline.
      `${feature} ${feature} refs/heads/release/6 ${plain}`,
    ].join('\n');
    await hooked.hook('pre-push', ['origin', 'https://me:secret@example.com/x.git'], stdin);
    const triples = [
      [feature, 'refs/heads/main', main],
      [plain, 'refs/heads/release/2', ZERO],
      [plain, 'refs/heads/release/3', UNKNOWN],
      [feature, 'refs/heads/release/5', main],
      [feature, 'refs/heads/release/6', plain],
    ];
    expect(hooked.calls().map((call) => call.arguments)).toEqual([['pre-push', ...triples.flat()]]);
  });

  testInEachShell('never hands an address on, for it may hold a password', async (hooked) => {
    const { main, feature } = await oids(hooked);
    const address = 'https://me:secret@example.com/x.git';
    const stdin = `refs/heads/feature ${feature} refs/heads/main ${main}\n`;
    const { stdout, stderr } = await hooked.hook('pre-push', [address, address], stdin);
    expect(JSON.stringify([stdout, stderr, hooked.calls()])).not.toContain('secret');
  });

  testInEachShell('judges what is pushed, not the local branch of that name', async (hooked) => {
    const { repository, unhooked } = hooked;
    await unhooked.gitOk('clone', '--quiet', '--bare', '.', '../origin.git');
    const refspec = 'feature:refs/heads/main';
    hooked.nodeEndsWith(1);
    expect((await repository.git('push', '../origin.git', refspec)).code).not.toBe(0);
    await repository.gitOk(
      'push',
      '--quiet',
      '../origin.git',
      'feature:refs/heads/copy',
      'plain:main',
    );
    expect(hooked.asked()).toEqual(['pre-push']);
  });

  testInEachShell('out of a shallow clone: the remote oid is not known here', async (hooked) => {
    const { unhooked } = hooked;
    await unhooked.gitOk('clone', '--quiet', '--bare', '.', '../origin.git');
    await unhooked.gitOk('clone', '--quiet', '--depth=1', `file://${unhooked.path}`, '../shallow');
    await unhooked.gitOk('--git-dir=../origin.git', 'update-ref', 'refs/heads/main', 'plain');
    const at = ['-C', '../shallow', '-c', `core.hooksPath=${hooked.root}/hooks`];
    const { repository } = hooked;
    hooked.nodeEndsWith(1);
    const push = ['push', '--quiet', '--force', '../origin.git', 'main'];
    expect((await repository.git(...at, ...push)).code).not.toBe(0);
    const { main, plain } = await oids(hooked);
    expect(hooked.calls().map((call) => call.arguments)).toEqual([
      ['pre-push', main, 'refs/heads/main', plain],
    ]);
  });
});

describe('a bare repository with the hooks', () => {
  testInEachShell('judges a push into it', async (hooked) => {
    const { repository, unhooked } = hooked;
    await unhooked.gitOk('clone', '--quiet', '--bare', '.', '../origin.git');
    const hooks = `${hooked.root}/hooks`;
    await unhooked.gitOk('--git-dir=../origin.git', 'config', 'core.hooksPath', hooks);
    await unhooked.gitOk(
      'push',
      '--quiet',
      '../origin.git',
      'plain:main',
      'feature:refs/heads/copy',
    );
    expect(hooked.calls()).toEqual([]);
    hooked.nodeEndsWith(1);
    const push = ['push', '../origin.git', '+feature:main'];
    expect((await unhooked.git(...push)).code).not.toBe(0);
    const { feature, plain } = await oids(hooked);
    expect(hooked.calls().map((call) => [...call.arguments, call.cwd])).toEqual([
      [
        'reference-transaction',
        'prepared',
        feature,
        'refs/heads/main',
        repository.path.replace(/app$/, 'origin.git'),
      ],
    ]);
    expect(await unhooked.gitOk('ls-remote', '../origin.git', 'main')).toContain(plain);
  });
});
