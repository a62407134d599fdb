import { delimiter, dirname } from 'node:path';

/**
 * The environment of a developer's plain shell: nothing of the test runner's own, no CI, no
 * `GIT_*` from outside, no settings of the machine's git, the same node as ours.
 * @param home the folder to be HOME
 */
export function cleanEnv(home: string): Record<string, string> {
  const inherited = (process.env['PATH'] ?? '').split(delimiter);
  // npm puts this repository's own programs in front; nobody else's shell has them.
  const path = inherited.filter((folder) => !folder.includes('node_modules'));
  return {
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm',
    NO_COLOR: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann Author',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann Author',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
    GIT_EDITOR: 'true',
    npm_config_update_notifier: 'false',
  };
}
