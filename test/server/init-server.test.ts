import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CLI, freshRepository, type Repository } from '../support/repository.ts';
import type { Result } from '../support/run.ts';
import { writeHook } from './server.ts';

type Bare = {
  readonly clone: Repository;
  readonly bare: string;
  at(...args: string[]): Promise<Result>;
  gate(...args: string[]): Promise<Result>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A bare repository without the gate, and a clone with main that is not pushed yet. */
async function bareRepository(): Promise<Bare> {
  const clone = await freshRepository();
  const bare = join(clone.path, '..', "the shop's.git");
  await clone.gitOk('init', '--quiet', '--bare', '--initial-branch', 'main', bare);
  await clone.gitOk('remote', 'add', 'origin', bare);
  return {
    clone,
    bare,
    at: (...args) => clone.git('-C', bare, ...args),
    gate: (...args) =>
      clone.run('sh', [
        '-c',
        'cd "$1" && shift && exec "$@"',
        'sh',
        bare,
        process.execPath,
        CLI,
        ...args,
      ]),
    [Symbol.asyncDispose]: () => clone[Symbol.asyncDispose](),
  };
}

const OWN = `#!/bin/sh
while read -r old new ref; do echo "$ref" >>seen; done
[ ! -e closed ] || { echo "closed today" >&2; exit 1; }
`;

it('keeps the hooks that are there at work, asks first, and takes all back', async () => {
  await using server = await bareRepository();
  const { bare, clone, gate, at } = server;
  const hook = (name: string): string => readFileSync(join(bare, 'hooks', name), 'utf8');
  writeHook(bare, 'pre-receive', OWN);
  writeHook(bare, 'post-receive', '#!/bin/sh\ncat >after\n');

  const unasked = await gate('init');
  expect(unasked.code).toBe(2);
  expect(unasked.stderr).toContain('\n  migration-gate init --yes\n');
  expect(hook('pre-receive')).toBe(OWN);
  const { code, stdout } = await gate('init', '--yes');
  const quoted = bare.replaceAll("'", `'\\''`);
  expect({
    code,
    stdout: stdout.replaceAll(quoted, 'BARE').replaceAll(bare, 'BARE'),
  }).toMatchSnapshot();
  expect((await at('config', 'receive.advertisePushOptions')).stdout).toBe('true\n');
  expect((await gate('init', '--yes')).stdout).toMatch(/^This will write\n {2}nothing new\n/);

  // The first push, into a server without any branch: there is no config, so nothing is gated.
  expect(await clone.git('push', 'origin', 'main')).toMatchObject({ code: 0 });
  expect(readFileSync(join(bare, 'seen'), 'utf8')).toBe('refs/heads/main\n');
  expect(readFileSync(join(bare, 'after'), 'utf8')).toMatch(
    /^0{40} [0-9a-f]{40} refs\/heads\/main\n$/,
  );
  writeFileSync(join(bare, 'closed'), '');
  const closed = await clone.git('push', 'origin', 'main:other');
  expect(closed.code).not.toBe(0);
  expect(closed.stderr).toContain('remote: closed today');

  expect(await gate('init', '--uninstall', '--yes')).toMatchObject({
    code: 0,
    stdout:
      'This will write\n' +
      '  hooks/pre-receive        is pre-receive.before-migration-gate again\n' +
      '  hooks/post-receive       is post-receive.before-migration-gate again\n' +
      "and take the gate's own files away.\n" +
      'The hooks are gone. Left: .env, and migration-gate/ with the recorded overrides.\n',
  });
  expect(hook('pre-receive')).toBe(OWN);
  expect(existsSync(join(bare, 'hooks/migration-gate'))).toBe(false);
  expect((await at('config', 'receive.advertisePushOptions')).code).toBe(1);
});

it('says that others can read .env, and leaves push options as somebody set them', async () => {
  await using server = await bareRepository();
  const { bare, gate, at } = server;
  writeFileSync(join(bare, '.env'), 'LOCAL_DATABASE_URL=none\n');
  chmodSync(join(bare, '.env'), 0o644);
  await at('config', 'receive.advertisePushOptions', 'false');

  const { stdout } = await gate('init', '--yes');
  expect(stdout).toContain('receive.advertisePushOptions stays off, so no override can be pushed');
  expect(stdout).toContain(`Others can read ${join(bare, '.env')}:\n  chmod 600 '`);
  expect(await gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
  expect((await at('config', 'receive.advertisePushOptions')).stdout).toBe('false\n');
});

it('installs where git looks for hooks, and nowhere outside of the repository', async () => {
  await using server = await bareRepository();
  const { bare, gate, at, clone } = server;
  const shared = join(clone.path, '..', 'shared');
  mkdirSync(shared);
  await at('config', 'core.hooksPath', shared);
  const refused = await gate('init', '--yes');
  expect(refused).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      `migration-gate: git takes the hooks of this repository from ${shared}, outside of it.\n` +
      'What to type:\n' +
      '  git config core.hooksPath own-hooks\n' +
      '  Link into that folder what must still run here from the other, and repeat.\n',
  });
  await at('config', 'core.hooksPath', 'own-hooks');
  expect(await gate('init', '--yes')).toMatchObject({ code: 0 });
  expect(existsSync(join(bare, 'own-hooks/pre-receive'))).toBe(true);
  expect(existsSync(join(bare, 'own-hooks/migration-gate/stamp'))).toBe(true);

  await at('config', 'core.hooksPath', join(clone.path, '.husky/_'));
  const base = await gate('init', '--yes');
  expect(base.stderr).toContain('the base of worktrees');
});
