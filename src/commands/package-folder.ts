import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { installedIn } from './invocation.ts';

/** The package whose `npm install` arms a clone. */
export type ArmingPackage = {
  /** From the root of the worktree; '' for the root itself. */
  readonly folder: string;
  /** Whether it says that it needs migration-gate: without that, `prepare` finds no program. */
  readonly declares: boolean;
};

/**
 * The package that declares migration-gate, else the one that it is installed in, else the nearest
 * above the working directory. null: there is no package.json, so nothing can arm a fresh clone.
 */
export async function findPackage(
  { cwd, program }: Context,
  { root, mainRoot }: Repository,
): Promise<ArmingPackage | null> {
  const above = foldersUp(cwd, root);
  const from = installedIn(root, mainRoot, program.script);
  const candidates = from === null || !isBelow(from, root) ? above : [...above, from];
  const found: ArmingPackage[] = [];
  for (const folder of candidates) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    const here = { folder: relative(root, folder), declares: text.includes('"migration-gate"') };
    if (here.declares || folder === from) return here;
    found.push(here);
  }
  return found[0] ?? null;
}

/** From a folder up to the root of the worktree, both included. */
function foldersUp(folder: string, root: string): string[] {
  if (!isBelow(folder, root)) return [root];
  return folder === root ? [root] : [folder, ...foldersUp(dirname(folder), root)];
}

const isBelow = (folder: string, root: string): boolean =>
  folder === root || folder.startsWith(`${root}/`);
