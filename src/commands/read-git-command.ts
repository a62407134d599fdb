import { readFile, readlink } from 'node:fs/promises';
import { commandFolder } from './command-folder.ts';

/** The refused git command, whole: its words and the folder it was given in. */
export type GitCommand = { readonly args: readonly string[]; readonly folder: string };

/**
 * The words of the git that called the hook: the nearest git among the ancestors, because husky
 * puts shells between. null where it cannot be read.
 */
export async function readNearestGit(pid: number): Promise<readonly string[] | null> {
  return (await readGits(pid))[0]?.args ?? null;
}

/** What the hook knows of the git that started it. */
export type HookOfGit = {
  readonly pid: number;
  /** The root of its worktree. */
  readonly root: string;
  /** GIT_PREFIX, which git sets for its hooks. */
  readonly prefix: string | undefined;
};

/**
 * The outermost git among the ancestors: `git pull` runs `git merge`, and the user typed the
 * first. null where it cannot be read whole, or holds a URL with user information, which is not
 * to be written down.
 */
export async function readGitCommand(hook: HookOfGit): Promise<GitCommand | null> {
  const gits = await readGits(hook.pid);
  const outermost = gits.at(-1);
  if (outermost === undefined) return null;
  if (outermost.args.some((arg) => /:\/\/[^/]*@/.test(arg))) return null;
  const started = await readParent(outermost.pid);
  const parent = await readlink(`/proc/${started}/cwd`).catch(() => null);
  // An inner git (`merge` of `pull`) tells its hooks where it runs itself, not what was typed.
  const prefix = gits.length === 1 ? (hook.prefix ?? null) : null;
  const folder = commandFolder(outermost.args, { root: hook.root, prefix, parent });
  return folder === null ? null : { args: outermost.args, folder };
}

/** All gits among a process and its ancestors, the nearest first. */
async function readGits(pid: number): Promise<{ pid: number; args: readonly string[] }[]> {
  const found: { pid: number; args: readonly string[] }[] = [];
  for (let at = pid, depth = 0; at > 1 && depth < 20; depth += 1) {
    const args = await readCommandLine(at);
    if (args !== null && /(?:^|\/)git(?:-[\w-]+)?$/.test(args[0] ?? ''))
      found.push({ pid: at, args });
    at = await readParent(at);
  }
  return found;
}

/** A process's words, from /proc (Linux): `git\0merge\0feature\0`. null where it cannot be read. */
async function readCommandLine(pid: number): Promise<readonly string[] | null> {
  const bytes = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return bytes === null || bytes === '' ? null : bytes.replace(/\0$/, '').split('\0');
}

/** `/proc/<pid>/stat`: `4242 (git) S 4200 …`; the name may hold spaces and parentheses. */
async function readParent(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}
