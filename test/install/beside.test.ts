import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshRepository, type Repository } from '../support/repository.ts';
import { contentOf, expectGuarded, expectStamped, hooksPath, OWN_PUSH } from './guarded.ts';

const hooksOf = (repository: Repository): string => join(repository.path, '.git', 'hooks');

function writeHook(
  repository: Repository,
  name: string,
  text: string | Buffer,
  mode = 0o755,
): void {
  const path = join(hooksOf(repository), name);
  mkdirSync(hooksOf(repository), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

describe('hooks of the user’s own in .git/hooks', () => {
  it('go on after the gate, with their input, and come back byte for byte', async () => {
    await using repository = await freshRepository();
    writeHook(repository, 'pre-push', Buffer.from(`${OWN_PUSH}# caf\xe9\n`, 'latin1'));
    writeHook(repository, 'pre-commit', '#!/usr/bin/env node\nconsole.error("own commit")\n');
    writeHook(repository, 'pre-rebase', 'exit 1 # not executable, so git does not run it\n', 0o644);
    writeHook(repository, 'reference-transaction', TRANSACTION);
    symlinkSync('../../checks.sh', join(hooksOf(repository), 'pre-merge-commit'));
    const before = contentOf(hooksOf(repository));

    const first = await repository.gate('init', '--yes');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('  pre-commit; yours goes on as pre-commit.user\n');
    expect(existsSync(join(repository.path, '.husky'))).toBe(false);
    expect(await hooksPath(repository)).toBe('');
    const committed = await repository.run('sh', ['-c', 'git add -A && git commit -m Guard']);
    expect(committed.stderr).toContain('own commit');
    const armed = contentOf(hooksOf(repository));
    const second = await repository.gate('init', '--yes');
    expect(second.stdout.match(/nothing new/g)).toHaveLength(2);
    expect(contentOf(hooksOf(repository))).toEqual(armed);

    const said = await expectGuarded(repository);

    expect(said).toContain('own push: ../remote.git ../remote.git');
    expect(said).toMatch(/ {2}got refs\/heads\/feature [0-9a-f]{40} refs\/heads\/feature 0{40}/);
    expect(repository.read('.git/own-updates')).toContain(' refs/heads/feature');
    await expectStamped(repository, hooksOf(repository));

    expect(await repository.gate('init', '--uninstall', '--yes')).toMatchObject({ code: 0 });
    expect(contentOf(hooksOf(repository))).toEqual(before);
  });

  it('can stop an update themselves, before the gate', async () => {
    await using repository = await freshRepository();
    writeHook(repository, 'reference-transaction', '#!/bin/sh\n[ "$1" != prepared ]\n');
    expect(await repository.gate('init', '--yes')).toMatchObject({ code: 0 });
    expect((await repository.git('branch', 'other')).code).not.toBe(0);
  });

  it('are not displaced where a file of that name is there already', async () => {
    await using repository = await freshRepository();
    writeHook(repository, 'pre-push', '#!/usr/bin/python3\n');
    writeHook(repository, 'pre-push.user', 'mine\n');
    const { code, stderr } = await repository.gate('init', '--yes');
    expect(code).toBe(2);
    expect(stderr).toContain('pre-push.user, and that is there already.');
    expect(await repository.gitOk('status', '--porcelain')).toBe('');
  });
});

/** Keeps what it was given on its input, and reads it slowly: a line at a time. */
const TRANSACTION = `#!/bin/bash
while read -r line; do echo "$1 $line"; done >>"$(git rev-parse --git-common-dir)/own-updates"
`;
