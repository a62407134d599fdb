import { type Command, Option } from 'commander';
import type { Context } from '../commands/context.ts';
import { FORMATS } from '../commands/formats.ts';
import type { Run } from './run.ts';
import { parseWhat, withWhat } from './what-argument.ts';

/** The commands that judge, and that make ready what was judged. */
export function describeGate(program: Command, context: Context, run: Run): void {
  describeVerify(program, context, run);
  describeApply(program, context, run);
  describeDeploy(program, context, run);
  describeReady(program, context, run);
  describeDrift(program, context, run);
}

function describeVerify(program: Command, context: Context, run: Run): void {
  withWhat(program.command('verify'), 'HEAD')
    .description('Say whether every migration is applied locally and deployed to production.')
    .option('--json', 'print the report as JSON')
    .option('--target <name>', 'ask this target only')
    .option('--base <ref>', 'judge what is brought against it (CI); auto: what CI says it is')
    .addOption(
      new Option('--format <name>', 'print it for CI, or as a page; text when absent')
        .choices(FORMATS)
        .conflicts('json'),
    )
    .option('--override <reason>', 'let it pass, with a reason')
    .option('--receipt <code>', "keep a bundle's receipt: it stands in while production is silent")
    .option('--evidence', 'prove by the catalogs what no ledger holds')
    .option('--explain <name>', 'the same, and of this migration all that was compared')
    .option('--drift', 'compare the databases with what their ledgers promise')
    .option('--apply-to-production', 'verify, deploy, and verify again')
    .option('--open-firewall', 'let this machine in first, and close it behind')
    .option('--ip <address>', 'the public IPv4 address of this machine')
    .option('--yes', 'answer every confirmation')
    .action((name: string | undefined, options) =>
      run(
        options.applyToProduction
          ? import('../commands/verify-deploy-verify.ts').then((m) =>
              m.verifyDeployVerify(context, { ...options, what: parseWhat(name, options) }),
            )
          : import('../commands/verify.ts').then((m) =>
              m.verify(context, { ...options, what: parseWhat(name, options) }),
            ),
      ),
    );
}

function describeApply(program: Command, context: Context, run: Run): void {
  withWhat(program.command('apply'), "the working tree's files")
    .description('Run pending migrations on the local database.')
    .option('--dry-run', 'show the plan and stop')
    .option('--rebuild', 'make the database anew first: all its data goes; then rebuild.seed')
    .option('--yes', 'answer every confirmation (only --rebuild has one)')
    .action((name: string | undefined, options) => {
      const given = { ...options, what: parseWhat(name, options, 'working-tree') };
      return run(
        options.rebuild
          ? import('../commands/rebuild.ts').then((m) => m.rebuild(context, given))
          : import('../commands/apply.ts').then((m) => m.apply(context, given)),
      );
    });
}

function describeDeploy(program: Command, context: Context, run: Run): void {
  withWhat(program.command('deploy'), 'HEAD')
    .description('Run pending migrations on production.')
    .option('--dry-run', 'show the plan and stop')
    .option('--yes', 'answer every confirmation')
    .option('--target <name>', 'the target to deploy to', 'production')
    .option('--open-firewall', 'let this machine in first, and close it behind')
    .option('--ip <address>', 'the public IPv4 address of this machine')
    .option('--backup <file>', 'let pg_dump write this file first')
    .action((name: string | undefined, options) =>
      run(
        import('../commands/deploy.ts').then((m) =>
          m.deploy(context, { ...options, what: parseWhat(name, options) }),
        ),
      ),
    );
}

function describeReady(program: Command, context: Context, run: Run): void {
  withWhat(program.command('ready'), 'what was refused last')
    .description('Apply, deploy, verify, and repeat the refused git command.')
    .option('--yes', 'answer every confirmation')
    .option('--open-firewall', 'let this machine in first, and close it behind')
    .option('--ip <address>', 'the public IPv4 address of this machine')
    .action((name: string | undefined, options) =>
      run(
        import('../commands/ready.ts').then((m) =>
          m.ready(context, {
            ...options,
            what: name || options.staged || options.merge ? parseWhat(name, options) : null,
          }),
        ),
      ),
    );
}

function describeDrift(program: Command, context: Context, run: Run): void {
  program
    .command('drift')
    .description('Compare each database with what its ledger promises, object by object.')
    .option('--target <name...>', 'these targets; every one that is configured when absent')
    .option('--json', 'print it as JSON')
    .action((options) =>
      run(import('../commands/drift.ts').then((m) => m.drift(context, options))),
    );
}
