import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { Run } from './run.ts';
import { parseWhat, withWhat } from './what-argument.ts';

/** The ways to deploy from a machine that production does not let in. */
export function describeWithoutAccess(program: Command, context: Context, run: Run): void {
  withWhat(program.command('bundle'), 'HEAD')
    .description('Write what is pending on production as one psql script, for another machine.')
    .option('--target <name>', 'the target that it is for', 'production')
    .option('--output <file>', 'where to write it; - is standard output')
    .option('--yes', 'replace a file that is there')
    .action((name: string | undefined, options) =>
      run(
        import('../commands/bundle.ts').then((m) =>
          m.bundle(context, { ...options, what: parseWhat(name, options) }),
        ),
      ),
    );
}
