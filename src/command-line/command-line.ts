import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { Context, ExitCode } from '../commands/context.ts';
import { GateError } from '../errors.ts';
import { describeBranches } from './describe-branches.ts';
import { describeClone } from './describe-clone.ts';
import { describeFirewall } from './describe-firewall.ts';
import { describeGate } from './describe-gate.ts';
import { describeSchema } from './describe-schema.ts';
import { describeSettling } from './describe-settling.ts';
import { describeShell } from './describe-shell.ts';
import { describeWithoutAccess } from './describe-without-access.ts';
import { EXAMPLES, renderExamples } from './examples.ts';
import type { Run } from './run.ts';

/** Everything a person can type, and its help. Throws BAD_USAGE; `--help` and `--version` are 0. */
export async function runCommandLine(context: Context, args: readonly string[]): Promise<ExitCode> {
  let result: ExitCode = 0;
  const program = describeProgram(context, async (code) => {
    result = await code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return result;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // No command: the help is on stderr already, and nothing was judged.
    if (error.code === 'commander.help') return 2;
    throw new GateError('BAD_USAGE', {
      problem: error.message.replace(/^error: /, ''),
      fix: 'migration-gate --help',
    });
  }
}

/** All that can be typed; `run` is given what the one command that is typed comes to. */
export function describeProgram(context: Context, run: Run): Command {
  const program = new Command('migration-gate')
    .description('Blocks merges and pushes until their SQL migrations are applied and deployed.')
    .version(readVersion())
    .exitOverride()
    .configureOutput({
      writeOut: context.out,
      writeErr: context.err,
      outputError: () => undefined,
    });
  describeGate(program, context, run);
  describeWithoutAccess(program, context, run);
  describeSettling(program, context, run);
  describeSchema(program, context, run);
  describeFirewall(program, context, run);
  describeClone(program, context, run);
  describeBranches(program, context, run);
  describeShell(program, context);
  addExamples(program, []);
  return program.showHelpAfterError(false);
}

function addExamples(program: Command, path: readonly string[]): void {
  for (const command of program.commands) {
    const names = [...path, command.name()];
    const examples = EXAMPLES[names.join(' ')];
    if (examples) command.addHelpText('after', renderExamples(examples));
    addExamples(command, names);
  }
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
