import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import type { Context, ExitCode } from './commands/context.ts';
import type { What } from './commands/read-candidate.ts';
import { GateError } from './errors.ts';

type WhatOptions = { staged?: boolean; merge?: string };
type Run = (code: Promise<ExitCode>) => Promise<void>;

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
  describeVerify(program, context, run);
  describeApply(program, context, run);
  describeDeploy(program, context, run);
  describeReady(program, context, run);
  describeResolve(program, context, run);
  describeInit(program, context, run);
  describeWorktree(program, context, run);
  return program.showHelpAfterError(false);
}

function describeVerify(program: Command, context: Context, run: Run): void {
  withWhat(program.command('verify'), 'HEAD')
    .description('Say whether every migration is applied locally and deployed to production.')
    .option('--json', 'print the report as JSON')
    .option('--target <name>', 'ask this target only')
    .option('--base <ref>', 'judge what is brought against it (CI)')
    .option('--override <reason>', 'let it pass, with a reason')
    .option('--apply-to-production', 'verify, deploy, and verify again')
    .option('--yes', 'answer every confirmation')
    .action((name: string | undefined, options) =>
      run(
        options.applyToProduction
          ? import('./commands/verify-deploy-verify.ts').then((m) =>
              m.verifyDeployVerify(context, { ...options, what: parseWhat(name, options) }),
            )
          : import('./commands/verify.ts').then((m) =>
              m.verify(context, { ...options, what: parseWhat(name, options) }),
            ),
      ),
    );
}

function describeApply(program: Command, context: Context, run: Run): void {
  withWhat(program.command('apply'), "the working tree's files")
    .description('Run pending migrations on the local database.')
    .option('--dry-run', 'show the plan and stop')
    .option('--yes', 'accepted; apply asks nothing')
    .action((name: string | undefined, options) =>
      run(
        import('./commands/apply.ts').then((m) =>
          m.apply(context, { ...options, what: parseWhat(name, options, 'working-tree') }),
        ),
      ),
    );
}

function describeDeploy(program: Command, context: Context, run: Run): void {
  withWhat(program.command('deploy'), 'HEAD')
    .description('Run pending migrations on production.')
    .option('--dry-run', 'show the plan and stop')
    .option('--yes', 'answer every confirmation')
    .option('--target <name>', 'the target to deploy to', 'production')
    .action((name: string | undefined, options) =>
      run(
        import('./commands/deploy.ts').then((m) =>
          m.deploy(context, { ...options, what: parseWhat(name, options) }),
        ),
      ),
    );
}

function describeReady(program: Command, context: Context, run: Run): void {
  withWhat(program.command('ready'), 'what was refused last')
    .description('Apply, deploy, verify, and repeat the refused git command.')
    .option('--yes', 'answer every confirmation')
    .action((name: string | undefined, options) =>
      run(
        import('./commands/ready.ts').then((m) =>
          m.ready(context, {
            ...options,
            what: name || options.staged || options.merge ? parseWhat(name, options) : null,
          }),
        ),
      ),
    );
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
      run(import('./commands/resolve.ts').then((m) => m.resolveMigration(context, name, options))),
    );
}

function describeInit(program: Command, context: Context, run: Run): void {
  program
    .command('init')
    .description('Install the gate in this repository.')
    .option('--hooks', 'only install the hooks in this clone')
    .option('--uninstall', 'take the hooks away again')
    .option('--yes', 'answer every confirmation')
    .action((options) => run(import('./commands/init.ts').then((m) => m.init(context, options))));
}

function describeWorktree(program: Command, context: Context, run: Run): void {
  program
    .command('worktree')
    .description('Close a worktree when its migrations are deployed.')
    .command('close')
    .argument('[path]', 'the worktree; this one when absent')
    .description('Verify, offer to deploy what is not deployed, and remove the worktree.')
    .option('--yes', 'deploy without being asked')
    .action((path: string | undefined, options) =>
      run(
        import('./commands/worktree-close.ts').then((m) => m.worktreeClose(context, path, options)),
      ),
    );
}

function withWhat(command: Command, otherwise: string): Command {
  return command
    .argument('[what]', `a branch, commit or tree; ${otherwise} when absent`)
    .addOption(new Option('--staged', 'the index').conflicts('merge'))
    .option('--merge <commit>', 'what merging it into HEAD would give');
}

function parseWhat(
  name: string | undefined,
  options: WhatOptions,
  otherwise: 'HEAD' | 'working-tree' = 'HEAD',
): What {
  if (name !== undefined && (options.staged || options.merge !== undefined)) {
    throw new GateError('BAD_USAGE', {
      problem: 'Name one thing: a tree-ish, --staged or --merge.',
    });
  }
  if (options.staged) return { kind: 'staged' };
  if (options.merge !== undefined) return { kind: 'merge', name: options.merge };
  if (name !== undefined) return { kind: 'tree-ish', name };
  return otherwise === 'HEAD' ? { kind: 'tree-ish', name: 'HEAD' } : { kind: 'working-tree' };
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
