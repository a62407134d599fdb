import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { Run } from './run.ts';

/** The commands that settle by hand what a ledger or a record says. */
export function describeSettling(program: Command, context: Context, run: Run): void {
  describeResolve(program, context, run);
  describeOverrides(program, context, run);
}

function describeResolve(program: Command, context: Context, run: Run): void {
  program
    .command('resolve')
    .argument('<name>', 'the migration')
    .description('Settle a migration that was started and never finished.')
    .requiredOption('--target <name>', 'whose ledger to write (required)')
    .requiredOption('--reason <text>', 'kept in the audit table (required)')
    .option('--applied', 'its effects are all there')
    .option('--not-applied', 'its effects are undone; it is pending again')
    .action((name: string, options) =>
      run(import('../commands/resolve.ts').then((m) => m.resolveMigration(context, name, options))),
    );
}

function describeOverrides(program: Command, context: Context, run: Run): void {
  program
    .command('overrides')
    .description('Show what overrides let through and what came in while the hooks were off.')
    .option('--share', "copy this clone's records to production's audit table first")
    .option('--json', 'print the list as JSON')
    .action((options) =>
      run(import('../commands/overrides.ts').then((m) => m.overrides(context, options))),
    );
}
