import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { Context, ExitCode } from '../commands/context.ts';
import { GateError } from '../errors.ts';
import { describeBranches } from './describe-branches.ts';
import { describeClone } from './describe-clone.ts';
import { describeFirewall } from './describe-firewall.ts';
import { describeGate } from './describe-gate.ts';
import { describeSettling } from './describe-settling.ts';
import { describeWithoutAccess } from './describe-without-access.ts';
import type { Run } from './run.ts';

/** Everything a person can type, and its help. Throws BAD_USAGE; `--help` and `--version` are 0. */
export async function runCommandLine(context: Context, args: readonly string[]): Promise<ExitCode> {
  let result: ExitCode = 0;
  const program = describe(context, async (code) => {
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

function describe(context: Context, run: Run): Command {
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
  describeFirewall(program, context, run);
  describeClone(program, context, run);
  describeBranches(program, context, run);
  return program.showHelpAfterError(false);
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
