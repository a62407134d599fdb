import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { cleanEnv } from './clean-env.ts';
import { type Repository, repositoryAt } from './repository.ts';

/**
 * A repository of its own from a folder that holds one as `app`, beside `home` and whatever else
 * belongs to it: armed hooks, `.env` and all, in a fiftieth of the time that `init` takes.
 * The copy must have no linked worktree yet.
 */
export function copyRepository(template: string): Repository {
  const root = join(inject('runFolder'), 'repositories', randomBytes(6).toString('hex'));
  cpSync(template, root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  const app = join(root, 'app');
  for (const file of filesWithPaths(app)) {
    const text = readFileSync(file, 'utf8');
    if (text.includes(template)) writeFileSync(file, text.replaceAll(template, root));
  }
  return repositoryAt(app, root, cleanEnv(join(root, 'home')));
}

/** Where the absolute path of a clone stands: the hooks, what they know, and core.hooksPath. */
function filesWithPaths(app: string): string[] {
  const folders = ['.husky/_', '.git/hooks', '.git/migration-gate'].map((name) => join(app, name));
  const files = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [join(app, '.git/config'), ...files];
}
