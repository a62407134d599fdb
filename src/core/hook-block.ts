const START = '# migration-gate:start';
const END = '# migration-gate:end';

/** Where a block finds the gate's hooks, and what to type when they are not there. */
export type HookPlace = {
  /** Their folder, from the folder of the hook file. */
  readonly files: string;
  readonly repair: string;
};

const HUSKY: HookPlace = { files: '_/migration-gate', repair: 'npm install' };

/**
 * The lines of a hook file that call the gate, before whatever else stands there. They must do in
 * any sh script: husky's `sh -e` ends at a refusal, others only with `exit`. pre-push reads its
 * stdin, so the rest of the file gets it again. A post-* hook cannot refuse: whatever becomes of
 * it, the rest of the file runs; it is only for linked worktrees, whose .git is a file, or whose git
 * dir names a common one, so that in the main one no other shell is started.
 *
 * @param sourced the file is run by sh, as ours are: a fork of that shell then does, at a sixth of
 *   the time of another one
 */
export function hookBlock(
  hook: string,
  { files, repair }: HookPlace = HUSKY,
  sourced = true,
): string {
  const path = `"\${0%/*}/${files}/${hook}"`;
  if (hook.startsWith('post-')) {
    const linked = `[ -f "\${GIT_DIR:-.git}" ] || [ -f "\${GIT_DIR:-.git}/commondir" ]`;
    const call = `  [ ! -x ${path} ] ||\n    ${path} "$@" </dev/null || :`;
    return block(`if ${linked}; then\n${call}\nfi`);
  }
  const run = sourced ? `(. ${path})` : `${path} "$@"`;
  const call =
    hook === 'pre-push'
      ? `gate_refs=$(cat)\nif [ -n "$gate_refs" ]; then\n` +
        `  ${run} <<GATE_REFS || exit 1\n$gate_refs\nGATE_REFS\n` +
        `  exec <<GATE_REFS\n$gate_refs\nGATE_REFS\nelse\n  exec </dev/null\nfi`
      : `${run} || exit 1`;
  const armed =
    `[ -x ${path} ] || {\n` +
    `  cat >&2 <<'GATE_GONE'\n` +
    `migration-gate: the hooks are not installed here; type: ${repair}\n` +
    `GATE_GONE\n  exit 1\n}`;
  return block(`${armed}\n${call}`);
}

const block = (lines: string): string =>
  `${START} (written by \`migration-gate init\`)\n${lines}\n${END}\n`;

/** husky runs with `sh` whatever the first line says, and mostly there is none. */
const OF_SH: ReadonlySet<string> = new Set(['', '#!/bin/sh\n']);

/** Whether a hook file calls the gate. */
export function hasHookBlock(text: string): boolean {
  return text.includes(START);
}

/** The hook file with the gate's block put in front, or renewed where it stands. */
export function withHookBlock(text: string, hook: string, place?: HookPlace): string {
  const rest = withoutHookBlock(text);
  const shebang = /^#!.*\n/.exec(rest)?.[0] ?? '';
  return shebang + hookBlock(hook, place, OF_SH.has(shebang)) + rest.slice(shebang.length);
}

/** The hook file as it was without the gate. */
export function withoutHookBlock(text: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) return text;
  return text.slice(0, start) + text.slice(end + END.length).replace(/^\n/, '');
}
