import type { Git } from './git.ts';

/** One value of `migration-gate.override`, and where it stands. */
export type OverrideSetting = {
  /** `command`, `worktree`, `local`, `global`, `system`. */
  readonly scope: string;
  /** `command line:` or `file:/home/ann/.gitconfig`. */
  readonly origin: string;
  readonly reason: string;
};

/**
 * Every value, in the order in which git reads them (the last one wins). The second key is in
 * every repository, so git has something to answer:
 * `local\0file:.git/config\0core.repositoryformatversion\n0\0command\0command line:\0…`.
 */
export async function readOverrideSettings(git: Git): Promise<OverrideSetting[]> {
  const keys = '^(migration-gate\\.override|core\\.repositoryformatversion)$';
  const asked = ['--show-scope', '--show-origin', '-z', '--get-regexp', keys];
  const words = ((await git.maybe('config', ...asked)) ?? '').split('\0');
  const settings: OverrideSetting[] = [];
  for (let i = 0; i + 2 < words.length; i += 3) {
    const [scope = '', origin = '', setting = ''] = words.slice(i, i + 3);
    const [key = ''] = setting.split('\n', 1);
    if (key !== 'migration-gate.override') continue;
    settings.push({ scope, origin, reason: setting.slice(key.length + 1) });
  }
  return settings;
}
