import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diagnoseGit } from '../core/diagnose-git.ts';
import { diagnoseHooks } from '../core/diagnose-hooks.ts';
import { type Diagnosis, ok, warning, wrong } from '../core/diagnosis.ts';
import { fireHooks, startLikeHook } from '../git/fire-hooks.ts';
import { readWorktrees, type Worktree } from '../git/read-worktrees.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { invocation } from './invocation.ts';

/** The package's own hooks/, beside dist/ and src/. */
const HOOKS = fileURLToPath(new URL('../../hooks/', import.meta.url));

/** What a graphical client gives its git: no HOME, and the PATH of the system. */
const BARE = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' };

/** What git sets for one worktree, or for one command: not of the plain environment. */
const OF_ONE_COMMAND = /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY)$/;

/** git, the hooks of every worktree, and what the hooks need. */
export async function diagnoseClone(
  context: Context,
  repository: Repository,
): Promise<Diagnosis[]> {
  const { git, root, mainRoot } = repository;
  const invoke = invocation(root, mainRoot);
  const found = [diagnoseGit(await git.line('version'))];
  const worktrees = (await readWorktrees(git)).filter((one) => !one.bare && one.prunable === null);
  let files: string | null = null;
  for (const worktree of worktrees) {
    const fired = await fireInWorktree(context, worktree, invoke);
    found.push(...fired.diagnoses);
    files ??= fired.files;
  }
  if (files === null) return found;
  return [...found, await diagnoseCopies(files, invoke), await diagnoseNode(files)];
}

/** In the environment of this shell, and in that of a graphical client. */
async function fireInWorktree(
  context: Context,
  { path, head }: Worktree,
  invoke: string,
): Promise<{ diagnoses: Diagnosis[]; files: string | null }> {
  if ((await readdir(path).catch(() => null)) === null) return { diagnoses: [], files: null };
  if (head === null) {
    const text = `a worktree without a commit: its hooks cannot be fired yet\n${path}`;
    return { diagnoses: [warning('hooks', text)], files: null };
  }
  const plain = Object.entries(context.env).filter(([name]) => !OF_ONE_COMMAND.test(name));
  const fired = await fireHooks(path, head, Object.fromEntries(plain));
  const here = diagnoseHooks(fired, '', invoke);
  const files = join(dirname(fired.file.path), 'migration-gate');
  if (here.mark !== 'ok') return { diagnoses: [here], files };
  const bare = await fireHooks(path, head, BARE).catch(() => null);
  const there = bare && diagnoseHooks(bare, ' in a graphical client', invoke);
  return { diagnoses: there === null || there.mark === 'ok' ? [here] : [here, there], files };
}

async function diagnoseCopies(files: string, invoke: string): Promise<Diagnosis> {
  const read = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);
  const stale: string[] = [];
  for (const name of await readdir(HOOKS)) {
    if ((await read(join(HOOKS, name))) !== (await read(join(files, name)))) stale.push(name);
  }
  if (stale.length === 0) return ok('hooks', 'the installed hooks are those of this version');
  const text = `the installed hooks are not those of this version:\n${stale.join(', ')}`;
  return wrong('hooks', text, `${invoke} init --hooks`);
}

async function diagnoseNode(files: string): Promise<Diagnosis> {
  const said = await startLikeHook(files, BARE);
  if (said === null) return ok('node', 'node starts, also in a graphical client');
  return wrong('node', `node does not start in a graphical client:\n${said.trim()}`);
}
