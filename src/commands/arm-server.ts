import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isServerHook, keptName, renderServerHook, SERVER_HOOKS } from '../core/server-hooks.ts';
import { allowPushOptions, forgetPushOptions, readPushOptions } from '../git/push-options.ts';
import type { Repository } from '../git/repository.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context } from './context.ts';
import { stampHooks } from './stamp-hooks.ts';

/** The package's own hooks/, beside dist/ and src/. */
const HOOKS = fileURLToPath(new URL('../../hooks/', import.meta.url));

/** What `installed` says where receive.advertisePushOptions is ours to take back. */
const ADVERTISED = 'gate_advertised=yes';

/** The text of a hook's file; null where there is none. */
export const readHook = (folder: string, name: string): Promise<string | null> =>
  readFile(join(folder, name), 'latin1').catch(() => null);

/**
 * Puts the hooks into the hooks folder of a bare repository; one that is there already is kept
 * under another name, and runs with ours. Push options are allowed, for overrides.
 */
export async function armServer(
  context: Context,
  repository: Repository,
  folder: string,
): Promise<void> {
  const own = join(folder, 'migration-gate');
  const advertised = await advertise(repository, own);
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  for (const name of await readdir(HOOKS)) {
    await copyFile(join(HOOKS, name), join(own, name));
    await chmod(join(own, name), 0o755);
  }
  const installed = renderInstalled(context, repository);
  await writeFile(join(own, 'installed'), installed + (advertised ? `${ADVERTISED}\n` : ''));
  await stampHooks(repository);
  for (const hook of SERVER_HOOKS) {
    const there = await readHook(folder, hook);
    if (there !== null && !isServerHook(there)) {
      await rename(join(folder, hook), join(folder, keptName(hook)));
    }
    await writeFile(join(folder, hook), renderServerHook(hook));
    await chmod(join(folder, hook), 0o755);
  }
}

/** Takes all of that back; what was there before stands under its own name again. */
export async function disarmServer({ git }: Repository, folder: string): Promise<void> {
  const own = join(folder, 'migration-gate');
  if ((await readHook(own, 'installed'))?.includes(ADVERTISED)) await forgetPushOptions(git);
  for (const hook of SERVER_HOOKS) {
    const there = await readHook(folder, hook);
    if (there === null || !isServerHook(there)) continue;
    await rm(join(folder, hook));
    await rename(join(folder, keptName(hook)), join(folder, hook)).catch(() => undefined);
  }
  await rm(own, { recursive: true, force: true });
}

/** Whether it is ours: set now, or by an installation before. What somebody has set stays. */
async function advertise({ git }: Repository, own: string): Promise<boolean> {
  if ((await readPushOptions(git)) === null) {
    await allowPushOptions(git);
    return true;
  }
  return (await readHook(own, 'installed'))?.includes(ADVERTISED) ?? false;
}

/** Sourced by the hooks: `gate_node='/usr/bin/node'`. */
function renderInstalled({ program }: Context, { commonDir }: Repository): string {
  const quote = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;
  return (
    `gate_node=${quote(program.node)}\n` +
    `gate_cli=${quote(program.script)}\n` +
    `gate_state=${quote(stateDir(commonDir))}\n`
  );
}
