import { Argument, type Command } from 'commander';
import type { Context } from '../commands/context.ts';
import { renderCompletion, SHELLS, type Shell } from './completion.ts';
import { describeCommands } from './described.ts';

/** What a shell needs to complete all the others. */
export function describeShell(program: Command, context: Context): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .description('Print a script that completes commands, options, branches and migrations.')
    .action((shell: Shell) => context.out(renderCompletion(shell, describeCommands(program))));
}
