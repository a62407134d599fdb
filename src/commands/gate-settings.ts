import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GateConfig, parseGateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import { type Protect, protectedTargets } from '../core/protect.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { knowText, readFileAt } from '../git/read-blobs.ts';
import { readOriginHead } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';

export const CONFIG_FILE = 'migration-gate.json';

/** The working tree's config, which commands read; all defaults where there is no file. */
export async function readWorkingConfig(root: string): Promise<GateConfig> {
  return parseGateConfig(await readWorkingText(root), CONFIG_FILE);
}

async function readWorkingText(root: string): Promise<string> {
  return readFile(join(root, CONFIG_FILE), 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
}

/** The same in a bare repository, which has no working tree: the config of its HEAD. */
export async function readOwnConfig({ git, root, bare }: Repository): Promise<GateConfig> {
  if (!bare) {
    const text = await readWorkingText(root);
    knowText(git, text);
    return parseGateConfig(text, CONFIG_FILE);
  }
  return (await readConfigAt(git, 'HEAD', 'HEAD')) ?? parseGateConfig('{}', CONFIG_FILE);
}

/**
 * The config of a commit or tree; null where it has none.
 *
 * @param folder where its migrations probably are, so that git is asked for both at once
 */
export async function readConfigAt(
  git: Git,
  tree: string,
  where: string,
  folder = 'migrations',
): Promise<GateConfig | null> {
  const text = await readFileAt(git, tree, CONFIG_FILE, folder);
  return text === null ? null : parseGateConfig(text, `${CONFIG_FILE} of ${where}`);
}

/** A target's name as a person typed it. Throws BAD_USAGE for one that the config has not. */
export function knownTarget(config: GateConfig, name: string): string {
  const names = targetNames(config.targets);
  if (names.includes(name)) return name;
  throw new GateError('BAD_USAGE', {
    problem: `There is no target ${name}; there are ${names.join(', ')}.`,
    fix: `Name one of them, or add "${name}" to "targets" in ${CONFIG_FILE}.`,
  });
}

/** The targets an update of a branch is judged against; null: the branch is not protected. */
export async function targetsOfBranch(
  git: Git,
  config: GateConfig,
  branch: string,
): Promise<string[] | null> {
  return targetsIn(await protectOf(git, config), config, branch);
}

/** The same for many branches: `protect` is read once. */
export function targetsIn(protect: Protect, config: GateConfig, branch: string): string[] | null {
  const targets = protectedTargets(protect, branch);
  if (targets === null) return null;
  return targets === 'all' ? targetNames(config.targets) : [...targets];
}

/** `protect`, or its default: main, master and what origin/HEAD names. */
export async function protectOf(git: Git, config: GateConfig): Promise<Protect> {
  return config.protect ?? protectWith(config, await readOriginHead(git));
}

/** The same where the branch that origin/HEAD names is known. */
export function protectWith(config: GateConfig, origin: string | null): Protect {
  if (config.protect !== undefined) return config.protect;
  const names = ['main', 'master', ...(origin === null ? [] : [origin])];
  return Object.fromEntries(names.map((name) => [name, 'all' as const]));
}
