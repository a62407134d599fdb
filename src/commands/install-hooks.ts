import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import type { HookWay } from '../core/hook-way.ts';
import { readHooksPath, removeHooksPath, writeHooksPath } from '../git/hooks-path.ts';
import type { Repository } from '../git/repository.ts';
import { writeBefore } from '../installation/before.ts';
import { applyBeside, planBeside, tidyLeftFiles } from '../installation/beside.ts';
import { copyHooks } from '../installation/copy-hooks.ts';
import { writeHusky } from '../installation/husky.ts';
import { gateFiles, gitHooks, ownHooks } from '../installation/places.ts';
import { readUserHooks } from '../installation/read-hook-files.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { installedIn } from './invocation.ts';
import { recordInstalled } from './record-passed.ts';
import { stampHooks } from './stamp-hooks.ts';

/**
 * Arms this clone and all its worktrees: our sh hooks as copies, and what git starts beside them.
 * A relative hooks path, as husky's, finds nothing in a linked worktree, so ours is absolute.
 */
export async function installHooks(
  context: Context,
  repository: Repository,
  way: HookWay,
): Promise<void> {
  const { mainRoot } = repository;
  const hooks = hooksOf(repository, way);
  const repair = repairCommand(context, repository);
  // The copies first: what git starts refuses while they are not there.
  await mkdir(gateFiles(hooks), { recursive: true });
  const installed = renderInstalled(context, repository);
  const called = way.kind === 'beside' ? renderCalled(repair) : '';
  await copyHooks(gateFiles(hooks), installed + called);
  if (way.kind === 'husky') {
    await writeHusky(context.program.node, mainRoot, way.folder, repair);
  } else if (way.kind === 'beside') {
    await applyBeside(hooks, await planBeside(hooks, repair));
    await tidyLeftFiles(hooks);
  } else {
    const folder = isAbsolute(way.next.path) ? way.next.path : join(mainRoot, way.next.path);
    await writeBefore(hooks, way.next, await readUserHooks(folder), repair);
  }
  if (way.kind !== 'before') await rm(ownHooks(repository), { recursive: true, force: true });
  await setHooksPath(repository, way.kind === 'beside' ? null : hooks);
  await stampHooks(repository);
  await recordInstalled(context, repository);
}

/** The folder where git finds the hooks afterwards. */
export function hooksOf(repository: Repository, way: HookWay): string {
  if (way.kind === 'husky') return join(repository.mainRoot, way.folder, '_');
  return way.kind === 'beside' ? gitHooks(repository) : ownHooks(repository);
}

async function setHooksPath(repository: Repository, hooks: string | null): Promise<void> {
  const now = await readHooksPath(repository.git);
  if (hooks !== null && now !== hooks) return writeHooksPath(repository.mainRoot, hooks);
  if (hooks === null && now === ownHooks(repository)) await removeHooksPath(repository.mainRoot);
}

/** What a hook file says to type when our copies are gone. */
export function repairCommand({ program }: Context, { mainRoot }: Repository): string {
  const from = installedIn(mainRoot, mainRoot, program.script) ?? mainRoot;
  const declared = existsSync(join(from, 'package.json'));
  const start = declared ? `npx --no --prefix ${quote(from)} migration-gate` : 'migration-gate';
  return `${start} init --hooks`;
}

/** For still-called.sh: the files in which a manager may have written over our lines. */
function renderCalled(repair: string): string {
  return `gate_called=${quote(MANAGED_HOOKS.join('\n'))}\ngate_repair=${quote(repair)}\n`;
}

const quote = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

/**
 * Sourced by the hooks: `gate_node='/usr/bin/node'`. The main worktree's own installation is
 * recorded where it has one: a linked worktree's goes away with it.
 */
function renderInstalled({ program }: Context, repository: Repository): string {
  const { root, mainRoot, commonDir } = repository;
  const from = installedIn(root, mainRoot, program.script);
  const inMain = join(mainRoot, from === null ? '' : relative(root, from));
  const entry = 'node_modules/migration-gate/dist/start.cjs';
  const candidates = [join(inMain, entry), join(mainRoot, entry)];
  const found = candidates.find((file) => existsSync(file)) ?? program.script;
  return (
    `gate_node=${quote(program.node)}\n` +
    `gate_cli=${quote(found)}\n` +
    `gate_state=${quote(stateDir(commonDir))}\n`
  );
}
