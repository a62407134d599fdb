/**
 * What git sets for its hooks and what CI sets for its checkouts. Every other GIT_* of the shell is
 * kept from the git processes that we start, since it could change what they answer. Without
 * GIT_INDEX_FILE they would read the wrong index in `git commit -a`, without the quarantine
 * variables a server's hook would not see the pushed objects, and GIT_CONFIG_PARAMETERS is where
 * `git -c` arrives.
 */
const PASSED_ON = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_PREFIX',
  'GIT_CEILING_DIRECTORIES',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_TERMINAL_PROMPT',
]);

const OF_ONE_WORKTREE = new Set(['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']);

/** GIT_CONFIG_COUNT comes with GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n: CI sets a few. */
const COUNTED = /^GIT_CONFIG_(?:KEY|VALUE)_\d+$/;

/** Each kind once: the environment of this process does not change. */
const made = new Map<boolean, NodeJS.ProcessEnv>();

/** @param own without what is about the worktree of a hook alone */
export function gitEnvironment(own: boolean): NodeJS.ProcessEnv {
  const known = made.get(own) ?? filter(own);
  made.set(own, known);
  return known;
}

function filter(own: boolean): NodeJS.ProcessEnv {
  const passes = (name: string): boolean => {
    if (!name.startsWith('GIT_')) return true;
    return (PASSED_ON.has(name) && !(own && OF_ONE_WORKTREE.has(name))) || COUNTED.test(name);
  };
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => passes(name)));
}
