import { lstat, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ASIDE, type HookFile, type HookFileStep } from '../core/hook-file.ts';
import { writeProgram } from './write-program.ts';

/** A hook's file in a folder, or null. A user's script need not be UTF-8. */
export async function readHookFile(folder: string, name: string): Promise<HookFile | null> {
  const path = join(folder, name);
  const stat = await lstat(path).catch(() => null);
  if (stat === null || stat.isDirectory()) return null;
  const symlink = stat.isSymbolicLink();
  const text = symlink ? '' : await readFile(path, 'latin1');
  return { text, symlink, executable: (stat.mode & 0o111) !== 0 };
}

/** Does what was planned for a hook's file. */
export async function applyHookStep(
  folder: string,
  name: string,
  step: HookFileStep,
): Promise<void> {
  const path = join(folder, name);
  if (step.do === 'take-away') return step.putBack ? rename(path + ASIDE, path) : rm(path);
  if (step.aside) await rename(path, path + ASIDE);
  await writeProgram(path, step.text);
}
