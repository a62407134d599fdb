import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { Run } from './run.ts';

/** The commands about the firewall in front of a database. */
export function describeFirewall(program: Command, context: Context, run: Run): void {
  const firewall = program
    .command('firewall')
    .description('Let this machine through the firewall of a database, for a while.');
  withTarget(firewall.command('open'))
    .description('Add the public IP address of this machine to the trusted sources.')
    .option('--ip <address>', 'the public IPv4 address of this machine')
    .action((options) =>
      run(import('../commands/firewall.ts').then((m) => m.openFirewall(context, options))),
    );
  withTarget(firewall.command('close'))
    .description('Remove what this clone has added, and nothing else.')
    .action((options) =>
      run(import('../commands/firewall.ts').then((m) => m.closeFirewall(context, options))),
    );
  withTarget(firewall.command('status'))
    .description('Show who is let in, and what this clone has added.')
    .option('--json', 'print it as JSON')
    .action((options) =>
      run(import('../commands/firewall.ts').then((m) => m.showFirewall(context, options))),
    );
}

function withTarget(command: Command): Command {
  return command.option('--target <name>', 'whose firewall', 'production');
}
