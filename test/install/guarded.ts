import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Repository } from '../support/repository.ts';

/** Where nothing says which databases to ask, a migration is refused with this. */
const REFUSED = 'Production configuration not found';

/** A user's pre-push that shows that it ran, and with what on its stdin. */
export const OWN_PUSH = `#!/bin/sh
echo "own push: $*" >&2
while read -r line; do echo "  got $line" >&2; done
`;

/**
 * Brings a migration on the branch `feature` (checked out), and tries to get it into `main` from a
 * fresh linked worktree: by a merge, and by a push. Both must be refused, and a push of the branch
 * itself must pass.
 * @returns what git said at that last push, where hooks of the user's own speak
 */
export async function expectGuarded(repository: Repository): Promise<string> {
  await repository.gitOk('switch', '--quiet', '--create', 'feature');
  await repository.commit('A', { 'migrations/001_a.sql': 'CREATE TABLE a ();\n' });
  const tree = await repository.worktree("the worktree's $(>x)", 'main');
  await tree.gitOk('init', '--quiet', '--bare', '../remote.git');

  expectRefused(await tree.git('merge', 'feature'));
  expectRefused(await tree.git('push', '../remote.git', 'feature:main'));
  expect((await tree.git('--git-dir', '../remote.git', 'for-each-ref')).stdout).toBe('');
  const pushed = await tree.git('push', '../remote.git', 'feature');
  expect(pushed.code, pushed.stderr).toBe(0);
  await tree.gitOk('worktree', 'remove', '--force', '--force', tree.path);
  await repository.gitOk('switch', '--quiet', 'main');
  return pushed.stdout + pushed.stderr;
}

function expectRefused({ code, stderr }: { code: number; stderr: string }): void {
  expect(stderr).toContain(REFUSED);
  expect(code).not.toBe(0);
}

/** A branch that the config protects from now on is in the stamp of the hooks that are used. */
export async function expectStamped(repository: Repository, hooks: string): Promise<void> {
  const stamp = join(hooks, 'migration-gate', 'stamp');
  const config = JSON.parse(repository.read('migration-gate.json'));
  const text = JSON.stringify({ ...config, protect: ['main', 'release/*'] });
  expect(readFileSync(stamp, 'utf8')).not.toContain('release');
  await repository.commit('Protect', { 'migration-gate.json': text });
  expect(readFileSync(stamp, 'utf8')).toContain('protect release/*\n');
}

/** Every file and link of a folder with its bytes and its mode. */
export function contentOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) found[name] = 'folder';
    else {
      const bytes = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'latin1');
      found[name] = `${stat.mode.toString(8)} ${bytes}`;
    }
  }
  return found;
}

export function hooksPath(repository: Repository): Promise<string> {
  return repository.git('config', '--get', 'core.hooksPath').then(({ stdout }) => stdout.trim());
}
