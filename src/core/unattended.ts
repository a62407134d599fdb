/**
 * Variables by which CI and coding agents say that no person is there to answer. CI is the
 * contract's own (contract 5); the agents' are those that they set for the commands they run, and
 * not for a terminal in which a person types.
 */
const SAID_BY = [
  'CI',
  'AI_AGENT',
  'AGENT',
  'CLAUDECODE',
  'CODEX_SANDBOX',
  'CODEX_THREAD_ID',
  'CURSOR_AGENT',
  'GEMINI_CLI',
  'OPENCODE',
  'CLINE_ACTIVE',
  'AUGMENT_AGENT',
];

/** Whether nobody is to be asked, as the environment says; an empty variable says nothing. */
export function isUnattended(env: Readonly<Record<string, string | undefined>>): boolean {
  // git's own way to say it: `GIT_TERMINAL_PROMPT=0 git pull`.
  if (env['GIT_TERMINAL_PROMPT'] === '0') return true;
  return SAID_BY.some((name) => Boolean(env[name]));
}
