import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { Run } from './run.ts';

/** The commands about this clone: its hooks and its worktrees. */
export function describeClone(program: Command, context: Context, run: Run): void {
  describeInit(program, context, run);
  describeDoctor(program, context, run);
  describeWorktree(program, context, run);
}

function describeInit(program: Command, context: Context, run: Run): void {
  program
    .command('init')
    .description('Install the gate in this repository.')
    .option('--hooks', 'only install the hooks in this clone')
    .option('--agents', 'also add the hook, commands and AGENTS.md for coding agents')
    .option('--print-role', 'print the SQL for a role that may only check')
    .option('--uninstall', 'take the hooks away again')
    .option('--yes', 'answer every confirmation')
    .action((options) => run(import('../commands/init.ts').then((m) => m.init(context, options))));
}

function describeDoctor(program: Command, context: Context, run: Run): void {
  program
    .command('doctor')
    .description('Look at everything the gate needs, and say how to mend what is wrong.')
    .option('--json', 'print the checks as JSON')
    .action((options) =>
      run(import('../commands/doctor.ts').then((m) => m.doctor(context, options))),
    );
}

function describeWorktree(program: Command, context: Context, run: Run): void {
  program
    .command('worktree')
    .description('Close a worktree when its migrations are deployed.')
    .command('close')
    .argument('[path]', 'the worktree; this one when absent')
    .description('Verify, offer to deploy what is not deployed, and remove the worktree.')
    .option('--yes', 'deploy without being asked')
    .option('--discard', 'throw the work away: deploy nothing, keep the branch')
    .option('--reason <text>', 'why it is thrown away')
    .action((path: string | undefined, options) =>
      run(
        import('../commands/worktree-close.ts').then((m) =>
          m.worktreeClose(context, path, options),
        ),
      ),
    );
}
