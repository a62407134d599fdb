import { shellQuote } from '../core/shell-quote.ts';
import { readRepository } from '../git/repository.ts';
import { closeLeftOver } from './close-left-over.ts';
import type { Context, ExitCode } from './context.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import type { What } from './read-candidate.ts';
import type { Run } from './run-job.ts';
import { runOnTarget } from './run-on-target.ts';
import { withLease } from './with-lease.ts';

export type DeployOptions = {
  readonly what: What;
  readonly target?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** false: migration-gate.json stays as it is (a prompt, contract 4; `ready` pins at its end). */
  readonly pin?: boolean;
  /** For `ready`: before the launch there is no production to deploy to. */
  readonly optional?: boolean;
  /** Lets this machine through the firewall first, and closes it behind. */
  readonly openFirewall?: boolean;
  readonly ip?: string;
  /** A file that pg_dump writes before anything runs. */
  readonly backup?: string;
  /** What was typed, less `--yes`, where another command deploys: `ready feature`. */
  readonly within?: string;
};

/** `deploy`: pending migrations on production (or another target), after a plan and a yes. */
export async function deploy(context: Context, options: DeployOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const target = knownTarget(config, options.target ?? 'production');
  const run: Run = {
    what: options.what,
    target,
    origin: 'deployed',
    config,
    dryRun: options.dryRun ?? false,
    confirm: !options.yes,
    pin: options.pin ?? true,
    optional: options.optional ?? false,
    beside: ['local'],
    besideSeconds: config.timeoutSeconds,
    ...(options.backup === undefined ? {} : { backup: options.backup }),
    typed: typedBesides(options),
    ...(options.within === undefined ? {} : { within: options.within }),
  };
  if (!options.openFirewall) {
    await closeLeftOver(context, repository, config, target, true);
    return runOnTarget(context, repository, run);
  }
  const wanted = { config, target, ip: options.ip, writes: true };
  return withLease(context, repository, wanted, () => runOnTarget(context, repository, run));
}

function typedBesides({ backup, openFirewall, ip }: DeployOptions): string[] {
  return [
    ...(backup === undefined ? [] : ['--backup', shellQuote(backup)]),
    ...(openFirewall ? ['--open-firewall'] : []),
    ...(ip === undefined ? [] : ['--ip', ip]),
  ];
}
