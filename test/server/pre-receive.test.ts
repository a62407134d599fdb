import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { masked } from '../gate/ask.ts';
import { MIGRATION, migrationText } from '../gate/gated-repository.ts';
import { gatedServer, type Server, writeHook } from './server.ts';

/** What the server says, without git's own lines. */
function remoteSays(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.startsWith('remote:'));
  return masked(lines.map((line) => line.replace(/^remote: ?/, '').trimEnd()).join('\n')).replace(
    /\b[0-9a-f]{12}\b/g,
    'OID',
  );
}

/** Makes every start of node fail: what passes now passed without it. */
function breakNode({ bare }: Server): void {
  const file = join(bare, 'hooks/migration-gate/installed');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/^gate_cli=.*$/m, "gate_cli='/nowhere/cli.js'"));
}

/** Gives main another config, which the server takes: it brings no migration. */
async function configure(server: Server, change: Record<string, unknown>): Promise<void> {
  const { repository, push } = server;
  const config = JSON.parse(repository.read('migration-gate.json'));
  const text = `${JSON.stringify({ ...config, ...change }, null, 2)}\n`;
  await repository.commit('Configure', { 'migration-gate.json': text });
  expect(await push('origin', 'main')).toMatchObject({ code: 0 });
}

describe('a push to a protected branch of a server', () => {
  it('is refused while it brings an undeployed migration, however it comes', async () => {
    await using server = await gatedServer();
    const { repository, push, at } = server;
    const before = await at('rev-parse', 'main');

    const plain = await push('origin', 'feature:main');
    expect(plain.code).not.toBe(0);
    expect(remoteSays(plain.stderr)).toMatchSnapshot();
    const lines = plain.stderr.split('\n').filter((line) => line.startsWith('remote:'));
    expect(lines.filter((line) => line.trimEnd().length > 80)).toEqual([]);

    // Out of an armed clone, whose own hook is told to keep still.
    const unverified = await repository.git(
      'push',
      '--no-verify',
      '--force',
      'origin',
      'feature:main',
    );
    expect(unverified.stderr).toContain('remote: migration-gate: main stays as it is');
    const several = await push(
      'origin',
      'feature',
      'feature:copy',
      'feature:main',
      'feature:master',
    );
    expect(several.stderr).toContain(
      'remote: migration-gate: main stays as it is; this push is refused.',
    );
    expect(several.stderr).toContain(
      'remote: migration-gate: master stays as it is, for the same reasons.',
    );
    await repository.gitOk(
      '-c',
      'core.hooksPath=/dev/null',
      'update-ref',
      'refs/heads/main',
      'feature',
    );
    expect((await push('--mirror', 'origin')).stderr).toContain('pre-receive hook declined');

    expect(await at('for-each-ref', '--format=%(refname) %(objectname)')).toBe(
      `refs/heads/main ${before}`,
    );
    // What `ready` would repeat is not here.
    expect(() => readFileSync(join(server.bare, 'migration-gate/refused.json'))).toThrow();
  });

  it('passes once it is deployed; the objects were still in quarantine', async () => {
    await using server = await gatedServer();
    const { repository, push, at } = server;
    const refused = await push('origin', 'feature:main');
    const command = /npx --no migration-gate (deploy [0-9a-f]+)/.exec(refused.stderr)?.[1] ?? '';

    expect(await repository.gate(...command.split(' '), '--yes')).toMatchObject({ code: 0 });
    const passed = await push('origin', 'feature:main');
    expect(passed).toMatchObject({ code: 0 });
    expect(remoteSays(passed.stderr)).toBe(
      'migration-gate: main: every migration it brings is applied and deployed.',
    );
    expect(await at('rev-parse', 'main')).toBe(await repository.gitOk('rev-parse', 'feature'));
  });

  it('starts no node when it brings nothing; and is refused where node would be needed', async () => {
    await using server = await gatedServer();
    const { repository, push } = server;
    breakNode(server);
    await repository.commit('Plain', { 'README.md': 'plain\n' });
    await repository.gitOk('tag', 'v1', 'feature');
    const free = await push(
      'origin',
      'main',
      'v1',
      'feature',
      'feature:refs/notes/x',
      'feature:$(id)-"`;%s',
    );
    expect(free).toMatchObject({ code: 0 });
    expect(free.stderr).not.toContain('remote:');
    expect(await push('origin', ':feature', ':v1')).toMatchObject({ code: 0 });

    const refused = await push('origin', '+feature:main');
    expect(refused.code).not.toBe(0);
    expect(remoteSays(refused.stderr)).toBe(
      'migration-gate: on the server, it is no longer installed.\n' +
        '  Refused until someone types there: migration-gate init --hooks',
    );
    expect(await server.gate('init', '--hooks')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect((await push('origin', '+feature:main')).stderr).toContain('Not deployed to production');
  });

  it('is refused by the config of the branch itself, since it got that', async () => {
    await using server = await gatedServer();
    const { repository, push } = server;
    const config = JSON.parse(repository.read('migration-gate.json'));
    await repository.gitOk('switch', '--quiet', '--create', 'develop');
    await repository.commit('Protect develop', {
      'migration-gate.json': JSON.stringify({ ...config, protect: ['main', 'develop'] }),
    });
    expect(await push('origin', 'develop')).toMatchObject({ code: 0 });

    await repository.gitOk('-c', 'core.hooksPath=/dev/null', 'merge', '--no-edit', 'feature');
    expect((await push('origin', 'develop')).stderr).toContain('Not deployed to production');
  });

  it('is refused where production cannot be asked, in words for the one who pushes', async () => {
    await using server = await gatedServer();
    const { bare, push } = server;
    const env = readFileSync(join(bare, '.env'), 'utf8');
    writeFileSync(join(bare, '.env'), env.replace(/:\d+\//, ':1/'));
    const silent = await push('origin', 'feature:main');
    expect(silent.code).not.toBe(0);
    expect(remoteSays(silent.stderr)).toMatchSnapshot();

    writeFileSync(join(bare, '.env'), 'LOCAL_DATABASE_URL=none\n');
    const unset = await push('origin', 'feature:main');
    expect(unset.code).not.toBe(0);
    expect(remoteSays(unset.stderr)).toMatchSnapshot();
    const seen = await server.gate('verify');
    expect(seen).toMatchObject({ code: 2 });
    expect(seen.stdout).toContain('DATABASE_HOST=<host>');
  });
});

describe('a branch that a push creates on a server', () => {
  it('is judged by what the default branch says of its name, and free where it is contained', async () => {
    await using server = await gatedServer();
    const { repository, push, at } = server;
    await configure(server, { protect: ['main', 'release/*'] });
    const oid = await repository.gitOk('rev-parse', 'feature');
    await repository.gitOk('switch', '--quiet', 'feature');
    await repository.gitOk('rm', '--quiet', 'migration-gate.json');
    const withoutConfig = await repository.commit('No config, no gate?');

    // Neither a ref that anybody may push, nor a config of its own, nor a name that git takes for a
    // commit makes it free.
    expect(await push('origin', 'feature', `${oid}:refs/remotes/origin/release/1`)).toMatchObject({
      code: 0,
    });
    expect((await push('origin', `${oid}:refs/heads/release/1`)).code).not.toBe(0);
    expect((await push('origin', `${withoutConfig}:refs/heads/release/1`)).code).not.toBe(0);
    const asCommit = `release/x-g${oid.slice(0, 12)}`;
    expect((await push('origin', `${oid}:refs/heads/${asCommit}`)).code).not.toBe(0);

    expect(await push('origin', 'main:release/$(touch)`x`')).toMatchObject({ code: 0 });
    expect(await push('origin', ':release/$(touch)`x`')).toMatchObject({ code: 0 });
    // Another name of main is main.
    await at('symbolic-ref', 'refs/heads/trunk', 'refs/heads/main');
    const alias = await push('--force', 'origin', `${oid}:trunk`);
    expect(alias.stderr).toContain('main stays as it is');
    expect(await at('rev-parse', 'main')).toBe(await repository.gitOk('rev-parse', 'main'));
  });
});

describe('an override on a server', () => {
  it('counts as push option alone, where the current config allows it', async () => {
    await using server = await gatedServer({ server: { allowOverride: true } });
    const { push, repository, at, overrides } = server;

    const forged = repository.with({
      MIGRATION_GATE_OVERRIDE: 'forged',
      GIT_PUSH_OPTION_COUNT: '1',
      GIT_PUSH_OPTION_0: 'migration-gate.override=forged',
    });
    const pack = '--receive-pack=git -c migration-gate.override=forged receive-pack';
    const refused = await forged.git(
      '-c',
      'migration-gate.override=forged',
      'push',
      '--no-verify',
      pack,
      'origin',
      'feature:main',
    );
    expect(refused.code).not.toBe(0);
    expect(remoteSays(refused.stderr)).toContain(
      'OVERRIDE_IGNORED: MIGRATION_GATE_OVERRIDE does not count on a server.\n    There it is: git push -o migration-gate.override="reason"',
    );
    const empty = await push('-o', 'migration-gate.override= ', 'origin', 'feature:main');
    expect(empty.code).not.toBe(0);
    expect(remoteSays(empty.stderr)).toMatchSnapshot();

    // The ref does not move after all: nothing is recorded.
    const option = ['-o', 'migration-gate.override=the shop is\u001b[2J down'];
    writeHook(server.bare, 'update', '#!/bin/sh\nexit 1\n');
    expect((await push(...option, 'origin', 'feature:main')).code).not.toBe(0);
    expect(overrides()).toEqual([]);
    writeHook(server.bare, 'update', '#!/bin/sh\nexit 0\n');
    const passed = await repository
      .with({ REMOTE_USER: 'ann' })
      .git('push', '--no-verify', ...option, 'origin', 'feature:main');
    expect(passed).toMatchObject({ code: 0 });
    expect(passed.stderr).toContain(
      'OVERRIDDEN - the shop is\\x1b[2J down (1 migrations still not deployed)',
    );
    expect(overrides()).toMatchObject([
      { ref: 'refs/heads/main', by: 'ann', commit: await at('rev-parse', 'main') },
    ]);

    // It covers this content and no other.
    await repository.gitOk('switch', '--quiet', 'feature');
    await repository.commit('Edit', {
      [MIGRATION]: migrationText(MIGRATION, 'CREATE TABLE other ();'),
    });
    expect((await push('origin', 'feature:main')).code).not.toBe(0);
  });

  it('is not allowed by what the push itself brings, but by the push before it', async () => {
    await using server = await gatedServer();
    const { push, repository } = server;
    const config = JSON.parse(repository.read('migration-gate.json'));
    const allowing = `${JSON.stringify({ ...config, server: { allowOverride: true } })}\n`;
    await repository.gitOk('switch', '--quiet', 'feature');
    await repository.commit('Allow it', { 'migration-gate.json': allowing });
    const option = ['-o', 'migration-gate.override=now'];

    const both = await push(...option, 'origin', 'feature:main', 'feature:master');
    expect(both.code).not.toBe(0);
    expect(remoteSays(both.stderr)).toContain(
      'OVERRIDE_IGNORED: main takes none on this server; its configuration',
    );
    await repository.gitOk('switch', '--quiet', 'main');
    await configure(server, { server: { allowOverride: true } });
    await repository.gitOk(
      '-c',
      'core.hooksPath=/dev/null',
      'merge',
      '--quiet',
      '-X',
      'ours',
      'feature',
    );
    expect(await push(...option, 'origin', 'main')).toMatchObject({ code: 0 });
    expect(server.overrides()).toHaveLength(1);
  });
});
