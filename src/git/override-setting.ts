import type { Git } from './git.ts';

/**
 * `-c migration-gate.override="reason"`; any other scope (a value left in .git/config) would be a
 * permanent override. The second key is in every repository, so git has something to answer:
 * `local\0core.repositoryformatversion\n0\0command\0migration-gate.override\nreason\0`.
 */
export async function readOverrideSetting(
  git: Git,
): Promise<{ scope: string; reason: string } | null> {
  const keys = '^(migration-gate\\.override|core\\.repositoryformatversion)$';
  const output = (await git.maybe('config', '--show-scope', '-z', '--get-regexp', keys)) ?? '';
  const words = output.split('\0');
  const found = words.findLastIndex((word) => /^migration-gate\.override(\n|$)/.test(word));
  if (found < 1) return null;
  const setting = words[found] ?? '';
  const at = setting.indexOf('\n');
  return { scope: words[found - 1] ?? '', reason: at < 0 ? '' : setting.slice(at + 1) };
}
