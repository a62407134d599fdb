import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutHookBlock } from '../core/hook-block.ts';
import { ASIDE } from '../core/hook-file.ts';
import { isOwnHook } from '../core/own-hook.ts';
import { usesHusky } from '../core/uses-husky.ts';
import { type Clone, gateFiles, gitHooks } from './places.ts';

/** What the files of a clone tell about hook managers; see HookFacts. */
export type HookFiles = {
  readonly files: readonly string[];
  readonly husky: boolean;
  readonly huskyHooks: boolean;
  readonly managers: readonly string[];
  readonly beside: boolean;
};

const MANAGERS: readonly (readonly [RegExp, string])[] = [
  [/^\.?lefthook\.(ya?ml|toml|jsonc?)$/, 'lefthook'],
  [/^\.pre-commit-config\.ya?ml$/, 'pre-commit'],
];

/** @param root the worktree whose tracked files are read */
export async function readHookFiles(clone: Clone, root: string): Promise<HookFiles> {
  const huskyHooks = await hasHuskyHooks(join(root, '.husky'));
  const manifest = await readFile(join(root, 'package.json'), 'utf8').catch(() => '');
  const there = [...(await list(root)), ...(await list(join(root, '.config')))];
  const managers = MANAGERS.filter(([file]) => there.some((name) => file.test(name)));
  return {
    files: await readUserHooks(gitHooks(clone)),
    husky: huskyHooks || usesHusky(manifest),
    huskyHooks,
    managers: managers.map(([, manager]) => manager),
    beside: existsSync(gateFiles(gitHooks(clone))),
  };
}

/** The hooks in a folder that are not ours: git's samples and what managers moved aside are none. */
export async function readUserHooks(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory() || !/^[a-z0-9-]+$/.test(entry.name)) continue;
    const text = await readFile(join(folder, entry.name), 'latin1').catch(() => '');
    const ours = isOwnHook(text) && !existsSync(join(folder, entry.name + ASIDE));
    if (!ours) found.push(entry.name);
  }
  return found.sort();
}

/** Files for husky that hold more than our lines. */
async function hasHuskyHooks(folder: string): Promise<boolean> {
  for (const name of await list(folder)) {
    if (!/^[a-z-]+$/.test(name)) continue;
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (withoutHookBlock(text).trim() !== '') return true;
  }
  return false;
}

const list = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
