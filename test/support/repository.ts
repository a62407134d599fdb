import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { cleanEnv } from './clean-env.ts';
import { installGate, type SetupOptions, setupFiles } from './repository-files.ts';
import { inTerminal, type Result, run, type TypedAnswer } from './run.ts';

export type RepositoryOptions = SetupOptions & {
  /** Installs the package as npm would, and arms the hooks. */
  readonly installed?: boolean;
};

/** A real git repository, or a linked worktree of one. */
export type Repository = {
  readonly path: string;
  readonly env: Record<string, string>;
  /** Never throws for an exit code. */
  git(...args: string[]): Promise<Result>;
  /** Standard output without the last newline; throws with both streams on a non-zero code. */
  gitOk(...args: string[]): Promise<string>;
  /** The built command line, as `npx migration-gate …` would run it here. */
  gate(...args: string[]): Promise<Result>;
  run(command: string, args: string[], stdin?: string): Promise<Result>;
  inTerminal(
    command: string,
    args: string[],
    answers?: readonly TypedAnswer[],
  ): Promise<{ code: number; output: string }>;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Writes the files, adds all there is, commits with the hooks that are armed; the new oid. */
  commit(message: string, files?: Record<string, string>): Promise<string>;
  /** Adds a linked worktree beside this one, on the branch, which is made where it is missing. */
  worktree(name: string, branch: string): Promise<Repository>;
  /** The same place with more in the environment. */
  with(env: Record<string, string>): Repository;
  [Symbol.asyncDispose](): Promise<void>;
};

export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CLI = join(PACKAGE_ROOT, 'dist/start.cjs');

/** A new repository on the branch `main`, with a first commit. */
export async function freshRepository(options: RepositoryOptions = {}): Promise<Repository> {
  const root = join(inject('runFolder'), 'repositories', randomBytes(6).toString('hex'));
  const home = join(root, 'home');
  mkdirSync(home, { recursive: true });
  const path = join(root, 'app');
  mkdirSync(path);
  const repository = repositoryAt(path, root, cleanEnv(home));
  await repository.gitOk('init', '--quiet', '--initial-branch', 'main');
  await repository.commit('Initial commit', setupFiles(path, options));
  if (options.installed) await installGate(repository, PACKAGE_ROOT);
  return repository;
}

/**
 * A repository that is there already.
 * @param root the folder that is deleted with it, and that its linked worktrees are put in
 */
export function repositoryAt(path: string, root: string, env: Record<string, string>): Repository {
  const here = { cwd: path, env };
  const git = (...args: string[]): Promise<Result> => run('git', args, here);
  const gitOk = async (...args: string[]): Promise<string> => outputOf(args, await git(...args));
  const write = (file: string, text: string): void => writeBelow(path, file, text);
  return {
    path,
    env,
    git,
    gitOk,
    gate: (...args) => run(process.execPath, [CLI, ...args], here),
    run: (command, args, stdin = '') => run(command, args, { ...here, stdin }),
    inTerminal: (command, args, answers = []) => inTerminal(command, args, { ...here, answers }),
    write,
    read: (file) => readFileSync(join(path, file), 'utf8'),
    commit: async (message, files = {}) => {
      for (const [file, text] of Object.entries(files)) write(file, text);
      await gitOk('add', '--all');
      await gitOk('commit', '--quiet', '--allow-empty', '--message', message);
      return gitOk('rev-parse', 'HEAD');
    },
    worktree: async (name, branch) => {
      const exists = (await git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)).code;
      const folder = join(root, name);
      await gitOk('worktree', 'add', folder, ...(exists === 0 ? [branch] : ['-b', branch]));
      return repositoryAt(folder, root, env);
    },
    with: (more) => repositoryAt(path, root, { ...env, ...more }),
    [Symbol.asyncDispose]: async () =>
      rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function outputOf(args: string[], { code, stdout, stderr }: Result): string {
  if (code === 0) return stdout.replace(/\n$/, '');
  throw new Error(`git ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
}

function writeBelow(folder: string, file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
