import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { Run } from './run.ts';

/** The commands about all branches together, and about the next migration among them. */
export function describeBranches(program: Command, context: Context, run: Run): void {
  describeStatus(program, context, run);
  describeRehearse(program, context, run);
  describeNew(program, context, run);
  describeRenumber(program, context, run);
}

function describeStatus(program: Command, context: Context, run: Run): void {
  program
    .command('status')
    .description(
      'Show every worktree and branch: what each brings, where that is applied, what collides.',
    )
    .option('--remote', "also the remotes' branches, as they were fetched last")
    .option('--offline', 'ask no database')
    .option('--json', 'print it as JSON')
    .option('--html', 'print it as a page that needs no network')
    .action((options) =>
      run(import('../commands/status.ts').then((m) => m.status(context, options))),
    );
}

function describeRehearse(program: Command, context: Context, run: Run): void {
  program
    .command('rehearse')
    .description('Merge every open branch in memory, and say which collide or come late.')
    .option('--into <branch>', 'the protected branch that they are merged into')
    .option('--remote', "also the remotes' branches, as they were fetched last")
    .option('--offline', 'ask no database: no verdicts')
    .option('--json', 'print it as JSON')
    .action((options) =>
      run(import('../commands/rehearse.ts').then((m) => m.rehearse(context, options))),
    );
}

function describeNew(program: Command, context: Context, run: Run): void {
  program
    .command('new')
    .argument('<name>', 'what it does, in words: add_user_preferences')
    .description('Make the next migration, with a number that is free in every branch and ledger.')
    .option('--purpose <text>', 'for its header; the name in words when absent')
    .option('--part-of <text>', 'for its header; the branch when absent')
    .option('--no-transaction', 'declare that it cannot run in a transaction')
    .option('--edit', 'open it in the editor that git would open')
    .option('--offline', 'ask no database')
    .action((name: string, options) =>
      run(
        import('../commands/new-migration.ts').then((m) => m.newMigration(context, name, options)),
      ),
    );
}

function describeRenumber(program: Command, context: Context, run: Run): void {
  program
    .command('renumber')
    .argument('<name>', 'the migration, in this worktree')
    .description('Give a migration another number: its file, its header, its local ledger row.')
    .option('--to <number>', 'this number; the next free one when absent')
    .option('--yes', 'answer every confirmation')
    .action((name: string, options) =>
      run(import('../commands/renumber.ts').then((m) => m.renumber(context, name, options))),
    );
}
