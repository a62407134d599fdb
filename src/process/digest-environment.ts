import { createHash } from 'node:crypto';

/** How git talks, not what it does; and what git sets for its own children. */
const NOT_ASKED =
  /^GIT_(ASKPASS|TERMINAL_PROMPT|PAGER\w*|TRACE\w*|PROGRESS_DELAY|FLUSH|OPTIONAL_LOCKS|PREFIX|EXEC_PATH)$/;

/**
 * The variables that change what a git command does, each as a digest: a value may be a secret
 * (`GIT_CONFIG_VALUE_0`), and is only ever compared.
 */
export function digestEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const asked = Object.entries(env).filter(
    ([name, value]) => name.startsWith('GIT_') && !NOT_ASKED.test(name) && value !== undefined,
  );
  return Object.fromEntries(
    asked.map(([name, value]) => [
      name,
      createHash('sha256').update(`${name}=${value}`).digest('hex'),
    ]),
  );
}
