import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Repository } from '../support/repository.ts';
import { type Hooked, testInEachShell } from './hooked-repository.ts';
import { FAKE_NODE, writeInstalled, writeProgram } from './installed-hooks.ts';

/** The recorded node is gone, and PATH has git but no node. */
function withoutNode(hooked: Hooked): Repository {
  const { root, files, repository } = hooked;
  writeInstalled(files, join(root, 'gone'), join(root, 'cli.js'), join(root, 'state'));
  return repository.with({ PATH: join(root, 'bin') });
}

/** Moves main to a branch, by the hook alone. */
async function move(hooked: Hooked, branch: string, at = hooked.repository) {
  const oid = await hooked.repository.gitOk('rev-parse', branch);
  const bin = join(hooked.root, 'bin');
  mkdirSync(bin, { recursive: true });
  const git = await hooked.repository.run('sh', ['-c', 'command -v git']);
  writeProgram(join(bin, 'git'), `#!/bin/sh\nexec ${git.stdout.trim()} "$@"\n`);
  const stdin = `${'0'.repeat(40)} ${oid} refs/heads/main\n`;
  return hooked.hook('reference-transaction', ['prepared'], stdin, at);
}

const EVERYWHERE = ['/usr/local/bin/node', '/opt/homebrew/bin/node', '/opt/local/bin/node'];

describe('node where it is not where it was', () => {
  testInEachShell('is taken from PATH', async (hooked) => {
    const at = withoutNode(hooked);
    const bin = join(hooked.root, 'bin');
    mkdirSync(bin);
    writeProgram(join(bin, 'node'), FAKE_NODE.replace(/\$\(tr[^)]*\)/, ''));
    expect(await move(hooked, 'feature', at)).toMatchObject({ code: 0, stderr: '' });
    expect(hooked.asked()).toEqual(['prepared']);
  });

  for (const [manager, folder] of Object.entries({
    nvm: '.nvm/versions/node/v22.11.0/bin',
    Volta: '.volta/tools/image/node/22.11.0/bin',
    fnm: '.local/share/fnm/node-versions/v22.11.0/installation/bin',
    'fnm on macOS': 'Library/Application Support/fnm/node-versions/v22.11.0/installation/bin',
    asdf: '.asdf/installs/nodejs/22.11.0/bin',
  })) {
    testInEachShell(`is taken from ${manager}`, async (hooked) => {
      const at = withoutNode(hooked);
      const home = join(at.env['HOME'] ?? '', folder);
      mkdirSync(home, { recursive: true });
      writeProgram(join(home, 'node'), FAKE_NODE.replace(/\$\(tr[^)]*\)/, ''));
      expect(await move(hooked, 'feature', at)).toMatchObject({ code: 0, stderr: '' });
      expect(hooked.asked()).toEqual(['prepared']);
    });
  }

  testInEachShell('is too old in PATH: a newer one is taken', async (hooked) => {
    const at = withoutNode(hooked);
    const newer = join(at.env['HOME'] ?? '', '.nvm/versions/node/v20.19.0/bin');
    for (const folder of [join(hooked.root, 'bin'), newer]) mkdirSync(folder, { recursive: true });
    const node = FAKE_NODE.replace(/\$\(tr[^)]*\)/, '');
    writeProgram(join(hooked.root, 'bin', 'node'), '#!/bin/sh\necho v20.18.3\n');
    writeProgram(join(newer, 'node'), node.replace('v22.11.0', 'v20.19.0'));
    expect(await move(hooked, 'feature', at)).toMatchObject({ code: 0, stderr: '' });
    expect(hooked.asked()).toEqual(['prepared']);
  });

  testInEachShell('is too old everywhere: refused, with what was found', async (hooked, skip) => {
    const found = EVERYWHERE.find(existsSync);
    skip(found !== undefined, `this machine has ${found}, which the hooks would take`);
    const at = withoutNode(hooked);
    mkdirSync(join(hooked.root, 'bin'));
    writeProgram(join(hooked.root, 'bin', 'node'), '#!/bin/sh\necho v18.19.0\n');
    const { code, stderr } = await move(hooked, 'feature', at);
    expect(code).toBe(1);
    expect(stderr).toContain('/bin/node is too old (18.19.0), and node 20.19 or newer was not');
  });

  testInEachShell('is nowhere: refused, with what to install', async (hooked, skip) => {
    const found = EVERYWHERE.find(existsSync);
    skip(found !== undefined, `this machine has ${found}, which the hooks would take`);
    const { code, stdout, stderr } = await move(hooked, 'feature', withoutNode(hooked));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^migration-gate: node 20.19 or newer was not found.*;\n {2}install it from https:\/\/nodejs\.org.*\n$/,
    );
  });
});

describe('an installation that is damaged', () => {
  const damages: Record<string, { damage: (hooked: Hooked) => void; type: RegExp }> = {
    'without `installed`': {
      damage: ({ files }) => rmSync(join(files, 'installed')),
      type: /half installed.*type:\n {2}npx --no migration-gate init --hooks\n$/,
    },
    'without cli.js': {
      damage: ({ files, root }) =>
        writeInstalled(files, join(root, 'node'), '/a b/node_modules/x/dist/cli.js', root),
      type: /no longer installed.*type:\n {2}npm install --global migration-gate\n$/,
    },
    'without cli.js in a package': {
      damage: ({ files, root, repository: { path } }) =>
        writeInstalled(files, join(root, 'node'), `${path}/node_modules/x/dist/cli.js`, root),
      type: /no longer installed.*type:\n {2}npm install --prefix '.*\/app'\n$/,
    },
    'without start-node.sh': {
      damage: ({ files }) => rmSync(join(files, 'start-node.sh')),
      type: /start-node\.sh/,
    },
    'without ours.sh': {
      damage: ({ files }) => rmSync(join(files, 'ours.sh')),
      type: /ours\.sh/,
    },
  };

  for (const [what, { damage, type }] of Object.entries(damages)) {
    testInEachShell(`${what}: refused where node is needed`, async (hooked) => {
      damage(hooked);
      const { code, stdout, stderr } = await move(hooked, 'feature');
      expect(code).not.toBe(0);
      expect(stdout).toBe('');
      expect(stderr).toMatch(type);
      expect(hooked.calls()).toEqual([]);
    });

    if (what === 'without ours.sh') continue;
    testInEachShell(`${what}: passes where it is not`, async (hooked) => {
      damage(hooked);
      expect(await move(hooked, 'plain')).toEqual({ code: 0, stdout: '', stderr: '' });
    });
  }

  testInEachShell(
    'without ours.sh, in a shell without -e: refused all the same',
    async (hooked) => {
      rmSync(join(hooked.files, 'ours.sh'));
      for (const hook of ['pre-commit', 'pre-merge-commit', 'pre-rebase', 'pre-push']) {
        expect((await hooked.hook(hook, ['feature'])).code).not.toBe(0);
      }
      expect((await move(hooked, 'feature')).code).not.toBe(0);
    },
    { flags: '' },
  );
});
