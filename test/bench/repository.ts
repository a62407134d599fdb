import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnv } from '../support/clean-env.ts';
import type { Command } from './measure.ts';
import { type Files, writeFiles, writeProject } from './project.ts';

export type Repository = {
  readonly path: string;
  readonly env: Record<string, string>;
  /** Runs git without any hook, unmeasured; its output. Throws on a non-zero code. */
  git(...args: string[]): Promise<string>;
  /** Adds all there is, and commits it without any hook. */
  commit(message: string, files?: Files): Promise<void>;
  /** git as a user types it, to be measured. */
  typed(...args: string[]): Command;
};

/** A new repository on `main` with these files. */
export async function freshRepository(
  path: string,
  home: string,
  files: Files,
): Promise<Repository> {
  writeProject(path, { '.gitignore': '.env\nnode_modules/\n', ...files });
  const repository = repositoryAt(path, home);
  await repository.git('init', '--quiet', '--initial-branch', 'main');
  // Else git packs in the background, in whichever run comes next.
  await repository.git('config', 'gc.auto', '0');
  await repository.git('config', 'maintenance.auto', 'false');
  await repository.commit('Initial commit');
  await repository.git('gc', '--quiet');
  return repository;
}

export function repositoryAt(path: string, home: string): Repository {
  const env = cleanEnv(home);
  const git = async (...args: string[]): Promise<string> => {
    const words = ['-c', `core.hooksPath=${join(home, 'no-hooks')}`, ...args];
    const options = { cwd: path, env, maxBuffer: 1 << 26 };
    return (await promisify(execFile)('git', words, options)).stdout.trimEnd();
  };
  return {
    path,
    env,
    git,
    commit: async (message, files = {}) => {
      writeFiles(path, files);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', message);
    },
    typed: (...args) => ({ argv: ['git', ...args], cwd: path, env }),
  };
}
