import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANAGED_HOOKS } from '../../src/core/hook-names.ts';
import { PACKAGE_ROOT } from '../support/repository.ts';

const HOOKS = ['reference-transaction', ...MANAGED_HOOKS];

/**
 * Puts the hooks where `init --hooks` does: in a folder beside the files that git starts. Also
 * the fake node, an empty cli.js and the state folder that they are told of.
 * @param interpreter what follows `#!` in each
 * @returns the folder of ours.sh, `installed` and `stamp`
 */
export function installHooks(root: string, interpreter: string): string {
  const files = join(root, 'hooks', 'migration-gate');
  cpSync(join(PACKAGE_ROOT, 'hooks'), files, { recursive: true });
  mkdirSync(join(root, 'state'));
  const withInterpreter = (text: string): string => text.replace('#!/bin/sh', `#!${interpreter}`);
  for (const name of HOOKS) {
    writeProgram(join(files, name), withInterpreter(readFileSync(join(files, name), 'utf8')));
    writeProgram(join(root, 'hooks', name), withInterpreter(`#!/bin/sh\n${startOf(name)}\n`));
  }
  writeInstalled(files, join(root, 'node'), join(root, 'cli.js'), join(root, 'state'));
  writeFileSync(join(root, 'cli.js'), '');
  writeFileSync(join(root, 'exit-code'), '0');
  writeProgram(join(root, 'node'), FAKE_NODE);
  return files;
}

/** Started as the files do that `init --hooks` writes: some are sourced, by a fork of that shell. */
function startOf(name: string): string {
  const path = `"\${0%/*}/migration-gate/${name}"`;
  if (name === 'reference-transaction') return `. ${path}`;
  return SOURCED.has(name) ? `(. ${path}) || exit 1` : `exec ${path} "$@"`;
}

const SOURCED: ReadonlySet<string> = new Set(['pre-merge-commit', 'pre-commit', 'pre-rebase']);

export function writeInstalled(files: string, node: string, cli: string, state: string): void {
  const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;
  const lines = [`gate_node=${quoted(node)}`, `gate_cli=${quoted(cli)}`];
  writeFileSync(join(files, 'installed'), `${lines.join('\n')}\ngate_state=${quoted(state)}\n`);
}

export function writeStamp(files: string, lines: readonly string[]): void {
  writeFileSync(join(files, 'stamp'), `${lines.join('\n')}\n`);
}

export function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/**
 * Records each start beside its cli.js: how many arguments, where, by which process, then the
 * arguments, each ended by a NUL. Ends with the code that the test chose.
 */
export const FAKE_NODE = `#!/bin/sh
[ "$1" != --version ] || { echo v22.11.0; exit; }
here=\${1%/*}
{
  printf '%s\\0' "$#" "$PWD" "$(tr '\\0' ' ' 2>/dev/null <"/proc/$PPID/cmdline")"
  for argument; do printf '%s\\0' "$argument"; done
} >>"$here/calls"
read -r code <"$here/exit-code" || :
exit "$code"
`;
