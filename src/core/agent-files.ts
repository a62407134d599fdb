/** Where the agent's program finds the hook: it starts node only for what may concern the gate. */
export const HOOK_SCRIPT = '.claude/hooks/migration-gate.sh';
