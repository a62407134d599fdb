import { type Finding, WITHOUT_IT } from './agent-finding.ts';
import { gateFindings } from './agent-gate.ts';
import { gitFindings } from './agent-git.ts';
import type { ShellCommand } from './shell-commands.ts';
import { parseShellCommands, programOf } from './shell-commands.ts';

/**
 * What a coding agent's command line holds. It is a seat belt, not a wall: what only running it
 * would tell (a variable, a script, an alias) is not seen; the hooks and the server see the result.
 */
export function findInCommand(line: string): Finding[] {
  return parseShellCommands(line).flatMap((command) => [
    ...variableFindings(command),
    ...gitFindings(command),
    ...gateFindings(command),
    ...removalFindings(command),
  ]);
}

function variableFindings({ assignments }: ShellCommand): Finding[] {
  return assignments.flatMap(({ name, value }): Finding[] => {
    if (name === 'MIGRATION_GATE_OVERRIDE') {
      return [{ kind: 'ask', reason: `this lets migrations pass undeployed (${name})` }];
    }
    const off =
      (name === 'HUSKY' && value === '0') ||
      (name === 'LEFTHOOK' && /^(?:0|false)$/.test(value)) ||
      (name === 'SKIP' && value.split(',').includes('migration-gate'));
    const config =
      /^GIT_CONFIG_(?:KEY_\d+|PARAMETERS)$/.test(name) && /core\.hookspath/i.test(value);
    if (!off && !config) return [];
    const problem = `${name}=${value} switches hooks off, and with them the gate for migrations.`;
    return [{ kind: 'deny', problem, instead: WITHOUT_IT }];
  });
}

const REMOVERS = ['rm', 'rmdir', 'unlink', 'mv', 'shred', 'truncate', 'trash', 'chmod'];

/** What `rm`, `mv`, `chmod -x` and `>` take away, or make useless. */
function removalFindings(command: ShellCommand): Finding[] {
  const { words, written, folders } = command;
  const program = programOf(command);
  const rest = words.slice(1).map(({ text }) => text);
  const takes =
    REMOVERS.includes(program) && (program !== 'chmod' || rest.some((word) => isUnset(word)));
  const paths = takes ? rest.filter((word) => !word.startsWith('-')) : [];
  const whole =
    program === 'mv' ||
    (program === 'rm' && rest.some((word) => /^-[a-z]*[rR]|^--recursive$/.test(word)));
  const all = [...paths, ...written];
  return all.length === 0 ? [] : [{ kind: 'remove', paths: all, whole, folders }];
}

/** A mode without the right to execute: `-x`, `a-rwx`, `644`. */
const isUnset = (mode: string): boolean =>
  /^[ugoa]*-[rwst]*x/.test(mode) || /^0?[0246]{3}$/.test(mode);
