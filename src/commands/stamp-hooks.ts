import { join } from 'node:path';
import { protectPattern } from '../core/protect-pattern.ts';
import { GateError } from '../errors.ts';
import type { Git } from '../git/git.ts';
import { readHooksFolder, readHooksPath } from '../git/hooks-path.ts';
import { readBranches } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { findGateFiles } from '../installation/places.ts';
import { writeStamp } from '../state/stamp.ts';
import { CONFIG_FILE, protectOf, readConfigAt } from './gate-settings.ts';

/**
 * Writes for the sh hooks what they may know without node: the union of the protected names over
 * all local branches and those of origin, and the migrations folder of every known config, with
 * the folder of its schema documents where it has one. Where
 * a branch's own config cannot be read, the hooks ask node about that branch.
 */
export async function stampHooks(repository: Repository): Promise<void> {
  const { git } = repository;
  const lines = new Set<string>();
  for (const [ref, oid] of await readBranches(git, 'heads', 'remotes/origin')) {
    for (const line of await linesOf(git, ref, oid)) lines.add(line);
  }
  for (const folder of await findFolders(repository)) await writeStamp(folder, [...lines]);
}

/** Beside the hooks that run; a bare repository (a server's) has them in its hooks folder. */
async function findFolders(repository: Repository): Promise<readonly string[]> {
  const { git, bare } = repository;
  if (bare) return [join(await readHooksFolder(git), 'migration-gate')];
  return findGateFiles(repository, await readHooksPath(git));
}

async function linesOf(git: Git, ref: string, oid: string): Promise<string[]> {
  const blob = await parse(git, `${oid}:${CONFIG_FILE}`);
  if (blob === null) return [];
  try {
    const config = await readConfigAt(git, oid, ref);
    if (config === null) return [];
    const globs = Object.keys(await protectOf(git, config));
    return [
      ...globs.map((glob) => `protect ${protectPattern(glob)}`),
      `config ${blob} ${config.migrations}`,
      ...(config.schema === undefined ? [] : [config.schema, config.migrations]).map(
        (folder) => `schema ${folder}`,
      ),
    ];
  } catch (error) {
    const branch = ref.replace(/^refs\/(?:heads|remotes\/origin)\//, '');
    if (error instanceof GateError) return [`protect ${protectPattern(branch)}`];
    throw error;
  }
}
