import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Losses } from '../core/render-recovery.ts';
import type { Git } from './git.ts';

/** More paths than this are not looked at: a command line has its limits. */
const MOST = 500;

/**
 * What is lost when git goes from one commit to the next and back, because git protects neither
 * ignored files nor what lies where a deleted file was.
 *
 * @param current what the work tree had; null: nothing is known
 */
export async function readLosses(
  git: Git,
  { current, next }: { readonly current: string | null; readonly next: string },
  root: string,
): Promise<Losses> {
  const nothing = { replaced: [], inTheWay: [] };
  if (current === null) return nothing;
  // A warning that cannot be read must not keep the command from being printed.
  return compare(git, current, next, root).catch(() => nothing);
}

async function compare(git: Git, current: string, next: string, root: string): Promise<Losses> {
  const added = await readPaths(git, 'A', current, next);
  const removed = await readPaths(git, 'D', current, next);
  const there = await Promise.all(removed.map((path) => exists(join(root, path))));
  return {
    replaced: added.length === 0 ? [] : await readIgnored(git, added),
    inTheWay: removed.filter((_, i) => there[i]),
  };
}

/** Whether the index has, at every path where two trees differ, what the second one has. */
export async function hasInIndex(git: Git, current: string, next: string): Promise<boolean> {
  const paths = await readPaths(git, 'AMTD', current, next);
  if (paths.length === 0) return false;
  return (await git.maybe('diff-index', '--cached', '--quiet', next, '--', ...paths)) !== null;
}

async function readPaths(git: Git, kinds: string, from: string, to: string): Promise<string[]> {
  const filter = `--diff-filter=${kinds}`;
  const output = await git.text('diff-tree', '-r', '-z', '--name-only', filter, from, to);
  return split(output).slice(0, MOST);
}

/** Those that are ignored where they are not tracked; git has put them into the index by now. */
async function readIgnored(git: Git, paths: readonly string[]): Promise<string[]> {
  const options = ['--cached', '--ignored', '--exclude-standard', '-z'];
  return split(await git.text('ls-files', ...options, '--', ...paths));
}

/** `a\0b c\0` */
const split = (output: string): string[] => output.split('\0').filter(Boolean);

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
