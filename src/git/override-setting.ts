import type { Git } from './git.ts';

/**
 * `-c migration-gate.override="reason"`. `git config --show-scope -z` prints `command\0reason\0`;
 * any other scope (a value left in .git/config) would be a permanent override.
 */
export async function readOverrideSetting(
  git: Git,
): Promise<{ scope: string; reason: string } | null> {
  const output = await git.maybe(
    'config',
    '--show-scope',
    '-z',
    '--get',
    'migration-gate.override',
  );
  if (output === null) return null;
  const [scope = '', reason = ''] = output.split('\0');
  return { scope, reason };
}
