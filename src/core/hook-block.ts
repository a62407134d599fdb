const START = '# migration-gate:start';
const END = '# migration-gate:end';

/**
 * The lines of `.husky/<hook>` that call the gate, before whatever else stands there. husky runs
 * the file with `sh -e`, so a refusal ends it. pre-push reads its stdin, so the rest of the file
 * gets it again. A post-* hook cannot refuse: whatever becomes of it, the rest of the file runs.
 */
export function hookBlock(hook: string): string {
  if (hook.startsWith('post-')) return block(postCall(hook));
  const run = `"\${0%/*}/_/migration-gate/${hook}" "$@"`;
  const call =
    hook === 'pre-push'
      ? `gate_refs=$(cat)\nprintf '%s\\n' "$gate_refs" | ${run}\nexec <<GATE_REFS\n$gate_refs\nGATE_REFS`
      : run;
  const armed =
    `[ -x "\${0%/*}/_/migration-gate/${hook}" ] || {\n` +
    `  echo "migration-gate: the hooks are not installed here; type: npm install" >&2\n  exit 1\n}`;
  return block(`${armed}\n${call}`);
}

function postCall(hook: string): string {
  const path = `"\${0%/*}/_/migration-gate/${hook}"`;
  return `[ ! -x ${path} ] ||\n  ${path} "$@" </dev/null || :`;
}

const block = (lines: string): string =>
  `${START} (written by \`migration-gate init\`)\n${lines}\n${END}\n`;

/** The hook file with the gate's block put in front, or renewed where it stands. */
export function withHookBlock(text: string, hook: string): string {
  const rest = withoutHookBlock(text);
  const shebang = /^#!.*\n/.exec(rest)?.[0] ?? '';
  return shebang + hookBlock(hook) + rest.slice(shebang.length);
}

/** The hook file as it was without the gate. */
export function withoutHookBlock(text: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) return text;
  return text.slice(0, start) + text.slice(end + END.length).replace(/^\n/, '');
}
