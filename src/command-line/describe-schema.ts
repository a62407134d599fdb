import { type Command, Option } from 'commander';
import type { Context } from '../commands/context.ts';
import type { Run } from './run.ts';
import { parseWhat, withWhat } from './what-argument.ts';

/** The command that writes down what the migrations come to. */
export function describeSchema(program: Command, context: Context, run: Run): void {
  withWhat(program.command('schema'), "the working tree's files")
    .description('Write the schema after all migrations as SQL and as Markdown with a diagram.')
    .option('--check', 'fail where the documents are not made from these migrations')
    .addOption(new Option('--format <format>', 'print one, and write none').choices(['sql', 'md']))
    .action((name: string | undefined, options) =>
      run(
        import('../commands/schema.ts').then((m) =>
          m.schema(context, { ...options, what: parseWhat(name, options, 'working-tree') }),
        ),
      ),
    );
}
