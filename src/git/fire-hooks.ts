import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Fired } from '../core/diagnose-hooks.ts';
import { GateError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The ref that hooks/reference-transaction always refuses. */
const PROBE = 'refs/migration-gate/probe';

const run = promisify(execFile);

/**
 * Fires the hooks of a worktree by a real ref transaction, as git is started with this environment.
 * Where nothing refuses the update, the ref is taken away again.
 */
export async function fireHooks(worktree: string, commit: string, env: Env): Promise<Fired> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', worktree, ...args], { env: { ...env }, timeout: 30_000 })).stdout;
  const refused = await git('update-ref', PROBE, commit).then(
    () => null,
    (error: { stderr?: string; message: string; code?: unknown }) => {
      if (error.code !== 'ENOENT') return error.stderr || error.message;
      throw new GateError('GIT_FAILED', { command: 'update-ref', problem: 'git was not found' });
    },
  );
  if (refused === null) await git('update-ref', '-d', PROBE);
  const folder = (await git('rev-parse', '--git-path', 'hooks')).replace(/\n$/, '');
  const path = join(folder.startsWith('/') ? '' : worktree, folder, 'reference-transaction');
  const set = await git('config', '--show-scope', '-z', '--get', 'core.hooksPath').catch(() => '');
  const [scope = '', value = ''] = set.split('\0');
  return {
    worktree,
    refused,
    file: { path, is: await lookAt(path) },
    hooksPath: set === '' ? null : { scope, path: value },
  };
}

async function lookAt(path: string): Promise<Fired['file']['is']> {
  const can = (mode: number): Promise<boolean> =>
    access(path, mode).then(
      () => true,
      () => false,
    );
  if (!(await can(constants.F_OK))) return 'absent';
  return (await can(constants.X_OK)) ? 'there' : 'not-executable';
}

/**
 * Starts node as the hooks do, where all they have is the environment of a graphical client: what
 * it says on its way out, or null where node runs.
 *
 * @param files the folder of ours.sh
 */
export async function startLikeHook(files: string, env: Env): Promise<string | null> {
  const script = 'gate_hooks=$1; . "$gate_hooks/ours.sh"; start_node --help';
  try {
    await run('/bin/sh', ['-c', script, 'sh', files], { env: { ...env }, timeout: 30_000 });
    return null;
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return stderr || message;
  }
}
