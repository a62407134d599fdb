/** The hooks of git that `init` puts into a bare repository. */
export const SERVER_HOOKS = ['pre-receive', 'post-receive'] as const;
export type ServerHook = (typeof SERVER_HOOKS)[number];

/** Under this name stays what was there before; it runs as it did. */
export const keptName = (hook: ServerHook): string => `${hook}.before-migration-gate`;

const MARK = '# Written by `migration-gate init`; `migration-gate init --uninstall` takes it away.';

/** Whether the file of a hook is ours. */
export const isServerHook = (text: string): boolean => text.includes(MARK);

/**
 * The file that git starts. Another pre-receive runs first: what it refuses, no database is asked
 * about. Another post-receive runs last. Both get what git writes to the hook.
 */
export function renderServerHook(hook: ServerHook): string {
  const start = `#!/bin/sh
${MARK}
# ${keptName(hook)}, where it is there, is the hook that was here before.
gate=\${0%/*}/migration-gate/${hook}
kept=\${0%/*}/${keptName(hook)}
refs=$(cat)
`;
  return start + (hook === 'pre-receive' ? PRE_RECEIVE : POST_RECEIVE);
}

const PRE_RECEIVE = `if [ -x "$kept" ]; then
  "$kept" "$@" <<REFS || exit
$refs
REFS
fi
[ -x "$gate" ] || {
  cat >&2 <<'GONE'
migration-gate: on the server, its hooks are gone.
  Refused until someone types there: migration-gate init --hooks
GONE
  exit 1
}
exec "$gate" <<REFS
$refs
REFS
`;

const POST_RECEIVE = `if [ -x "$gate" ]; then
  "$gate" <<REFS || :
$refs
REFS
fi
if [ -x "$kept" ]; then
  exec "$kept" "$@" <<REFS
$refs
REFS
fi
`;
