import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { Run } from './run.ts';
import { parseWhatOption, withWhatOption } from './what-argument.ts';

/** The commands that settle by hand what a ledger or a record says. */
export function describeSettling(program: Command, context: Context, run: Run): void {
  describeResolve(program, context, run);
  describeRestore(program, context, run);
  describeAdopt(program, context, run);
  describeBaseline(program, context, run);
  describeOverrides(program, context, run);
}

function describeResolve(program: Command, context: Context, run: Run): void {
  withWhatOption(program.command('resolve'))
    .argument('<name>', 'the migration')
    .description('Settle one migration by hand, in exactly one of the ways below.')
    .option('--applied', 'interrupted: its effects are all there')
    .option('--not-applied', 'interrupted: its effects are undone; it is pending again')
    .option('--accept-change', 'modified: the database has what the file says now')
    .option('--renamed-from <old>', 'renamed: it ran under that name')
    .option('--retired', 'missing for good: take its row out')
    .option('--force', 'with --accept-change: you have looked, the catalog is not asked')
    .requiredOption('--target <name>', 'whose ledger to write (required)')
    .requiredOption('--reason <text>', 'kept in the audit table (required)')
    .option('--yes', 'accepted; resolve asks nothing')
    .action((name: string, options) =>
      run(
        import('../commands/resolve.ts').then((m) =>
          m.resolveMigration(context, name, { ...options, what: parseWhatOption(options) }),
        ),
      ),
    );
}

function describeRestore(program: Command, context: Context, run: Run): void {
  program
    .command('restore')
    .argument('<name>', 'the migration')
    .description('Write a missing migration back into the folder, from what a ledger keeps.')
    .option('--target <name>', 'whose ledger to read; production before others when absent')
    .option('--reason <text>', 'tells the others, in the audit table of that target')
    .action((name: string, options) =>
      run(import('../commands/restore.ts').then((m) => m.restore(context, name, options))),
    );
}

function describeAdopt(program: Command, context: Context, run: Run): void {
  withWhatOption(program.command('adopt'))
    .argument('[name...]', 'the migrations')
    .description('Record migrations as applied without running them.')
    .option('--evident', 'all that the catalog proves (with --through: those, too)')
    .option('--through <name>', 'all that are pending, up to this one')
    .option('--all', 'all that are pending')
    .option('--force', 'also what the catalog contradicts: you have looked')
    .requiredOption('--target <name>', 'whose ledger to write (required)')
    .requiredOption('--reason <text>', 'kept in the audit table (required)')
    .option('--yes', 'answer every confirmation')
    .action((names: string[], options) =>
      run(
        import('../commands/adopt.ts').then((m) =>
          m.adopt(context, names, { ...options, what: parseWhatOption(options) }),
        ),
      ),
    );
}

function describeBaseline(program: Command, context: Context, run: Run): void {
  withWhatOption(program.command('baseline'))
    .description('Dump the schema of a database older than its migrations; new ones begin with it.')
    .requiredOption('--through <name>', 'the last migration that the dump holds (required)')
    .option('--dry-run', 'show what would be written and recorded, and stop')
    .option('--replace', 'in the place of another file: a baseline that is made anew')
    .option('--force', 'also what the catalog contradicts, or a dump of a later state')
    .requiredOption('--target <name>', 'whose schema, and whose ledger to write (required)')
    .requiredOption('--reason <text>', 'kept in the audit table (required)')
    .option('--yes', 'answer every confirmation')
    .action((options) =>
      run(
        import('../commands/baseline.ts').then((m) =>
          m.baseline(context, { ...options, what: parseWhatOption(options) }),
        ),
      ),
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
