import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import type { HooksPath } from '../core/hook-way.ts';
import { chainedHook, ownHook, ownTransactionHook } from '../core/own-hook.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { gateFiles } from './places.ts';
import { writeProgram } from './write-program.ts';

/**
 * Hooks of git that cost nothing to have: a user's file that comes later runs too. The others
 * (push-to-checkout, proc-receive …) change what git does by being there, so those that are.
 */
const ALWAYS = [
  'applypatch-msg',
  'commit-msg',
  'post-applypatch',
  'post-checkout',
  'post-commit',
  'post-merge',
  'post-rewrite',
  'pre-applypatch',
  'pre-auto-gc',
  'prepare-commit-msg',
];

/**
 * Fills the gate's own hooks folder: each hook calls the gate, if that is one of its own, and then
 * the file of that name in the folder that core.hooksPath named. That folder stays as it is; a
 * relative one is looked for where git looks, from the folder where a hook runs.
 */
export async function writeBefore(
  hooks: string,
  next: HooksPath,
  userFiles: readonly string[],
  repair: string,
): Promise<void> {
  const user = (hook: string): string => shellQuote(join(next.path, hook));
  const managed: readonly string[] = MANAGED_HOOKS;
  const place = { files: 'migration-gate', repair };
  const names = new Set([...ALWAYS, ...managed, ...userFiles]);
  names.delete('reference-transaction');
  for (const name of names) {
    const text = managed.includes(name)
      ? ownHook(name, place, user(name))
      : chainedHook(user(name));
    await writeProgram(join(hooks, name), Buffer.from(text));
  }
  const transaction = ownTransactionHook(repair, user('reference-transaction'));
  await writeProgram(join(hooks, 'reference-transaction'), Buffer.from(transaction));
  names.add('reference-transaction').add('migration-gate');
  for (const name of await readdir(hooks)) if (!names.has(name)) await rm(join(hooks, name));
  await mkdir(gateFiles(hooks), { recursive: true });
  await writeFile(nextFile(hooks), `${JSON.stringify(next)}\n`);
}

/** The setting that the gate's own folder stands before, or null. */
export async function readNext(hooks: string): Promise<HooksPath | null> {
  const text = await readFile(nextFile(hooks), 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}

const nextFile = (hooks: string): string => join(gateFiles(hooks), 'next.json');
