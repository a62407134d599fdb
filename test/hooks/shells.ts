import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

export type Shell = 'dash' | 'bash' | 'busybox';
const EVERY: readonly Shell[] = ['dash', 'bash', 'busybox'];

/** The path of a shell, or nothing where this machine has none. */
export function findShell(shell: Shell): string | undefined {
  return [`/bin/${shell}`, `/usr/bin/${shell}`, `/usr/local/bin/${shell}`].find(existsSync);
}

/**
 * The shells that the hooks are tried in: the first that is here, and with
 * MIGRATION_GATE_TEST_SHELLS=all every one (`npm run test:shells`, which .ci/run calls).
 */
export const SHELLS: readonly Shell[] =
  process.env['MIGRATION_GATE_TEST_SHELLS'] === 'all'
    ? EVERY
    : EVERY.filter((shell) => findShell(shell) !== undefined).slice(0, 1);

/**
 * The shell under the name `sh`: bash and busybox look at the name they are started with.
 * @param folder without spaces, which a `#!` line cannot take
 */
export function linkShell(folder: string, shell: Shell): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'sh');
  symlinkSync(findShell(shell) ?? 'not-installed', path);
  return path;
}
