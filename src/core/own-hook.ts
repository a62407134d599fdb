import { type HookPlace, withHookBlock } from './hook-block.ts';

/** What our own hook files hold, so that they are known again. */
const OWN = '# migration-gate: a file of its own, written by `migration-gate init`\n';

/** Whether the whole file is ours, not only a block in it. */
export function isOwnHook(text: string): boolean {
  return text.includes(OWN);
}

/**
 * Our file for a hook that a manager has too: the gate first, then the user's hook.
 * @param user sh word for the user's file, which may not be there
 */
export function ownHook(hook: string, place: HookPlace, user: string): string {
  return withHookBlock(chainedHook(user), hook, place);
}

/** Our file for a hook that the gate does not need: it runs the user's. */
export function chainedHook(user: string): string {
  return `#!/bin/sh\n${OWN}gate_user=${user}\n[ ! -x "$gate_user" ] || exec "$gate_user" "$@"\n`;
}

/**
 * Our file for reference-transaction. git calls it for every update of every ref, so builtins
 * only, and sourcing, which costs least; a user's own hook gets the same lines first, and git
 * stays the parent of what the gate starts.
 * @param user sh word for the user's file; null: there can be none
 */
export function ownTransactionHook(repair: string, user: string | null): string {
  const chain =
    user === null
      ? ''
      : `gate_user=${user}
if [ -x "$gate_user" ]; then
  gate_updates=$(cat)
  "$gate_user" "$@" <<GATE_UPDATES || exit
$gate_updates
GATE_UPDATES
  exec <<GATE_UPDATES
$gate_updates
GATE_UPDATES
fi
`;
  return `#!/bin/sh
${OWN}[ -f "\${0%/*}/migration-gate/reference-transaction" ] || {
  cat >&2 <<'GATE_GONE'
migration-gate: its hooks are gone; type:
  ${repair}
GATE_GONE
  exit 1
}
${chain}. "\${0%/*}/migration-gate/reference-transaction"
`;
}
