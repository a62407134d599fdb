import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { type Hooked, testInEachShell } from './hooked-repository.ts';
import { writeInstalled } from './installed-hooks.ts';

const ZERO = '0'.repeat(40);

async function oids({
  repository,
}: Hooked): Promise<{ main: string; feature: string; plain: string }> {
  const text = await repository.gitOk('rev-parse', 'main', 'feature', 'plain');
  const [main = '', feature = '', plain = ''] = text.split('\n');
  return { main, feature, plain };
}

describe('pre-receive', () => {
  testInEachShell('gives node what each protected branch would get', async (hooked) => {
    const { main, feature, plain } = await oids(hooked);
    const { unhooked } = hooked;
    await unhooked.gitOk('symbolic-ref', 'refs/heads/trunk', 'refs/heads/main');
    const stdin = [
      `${main} ${feature} refs/heads/main`,
      `${main} ${plain} refs/heads/main`,
      // What the pusher claims to be there is not asked.
      `${feature} ${feature} refs/heads/main`,
      `${ZERO} ${plain} refs/heads/release/1`,
      `${main} ${feature} refs/heads/trunk`,
      `${main} ${ZERO} refs/heads/main`,
      `${ZERO} ${feature} refs/heads/$(touch)"';\`%s`,
      `${ZERO} ${feature} refs/tags/main`,
      `${ZERO} ${feature} refs/remotes/origin/main`,
      // The last line counts without a newline.
      `${ZERO} ${feature} refs/heads/release/$(touch)'"`,
    ].join('\n');
    expect(await hooked.hook('pre-receive', [], stdin)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    const pairs = [
      [feature, 'refs/heads/main'],
      [feature, 'refs/heads/main'],
      [plain, 'refs/heads/release/1'],
      [feature, 'refs/heads/trunk'],
      [feature, `refs/heads/release/$(touch)'"`],
    ];
    expect(hooked.calls().map((call) => call.arguments)).toEqual([
      ['pre-receive', ...pairs.flat()],
    ]);
  });

  testInEachShell('is refused in words for the pusher, where node cannot start', async (hooked) => {
    const { feature } = await oids(hooked);
    writeInstalled(hooked.files, join(hooked.root, 'node'), '/srv/secret/cli.js', hooked.root);
    const stdin = `${ZERO} ${feature} refs/heads/main\n`;
    expect(await hooked.hook('pre-receive', [], stdin)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'migration-gate: on the server, it is no longer installed.\n' +
        '  Refused until someone types there: migration-gate init --hooks\n',
    });
  });
});

describe('post-receive', () => {
  testInEachShell('starts node only where something waits for the move', async (hooked) => {
    const { main, feature } = await oids(hooked);
    const stdin = `${main} ${feature} refs/heads/main\n${ZERO} ${feature} refs/tags/v1\n`;
    await hooked.hook('post-receive', [], stdin);
    expect(hooked.calls()).toEqual([]);
    mkdirSync(join(hooked.root, 'state/on-commit'), { recursive: true });
    writeFileSync(join(hooked.root, 'state/on-commit/x.json'), '');
    await hooked.hook('post-receive', [], stdin);
    expect(hooked.calls().map((call) => call.arguments)).toEqual([
      ['reference-transaction', 'committed', feature, 'refs/heads/main'],
    ]);
  });
});
