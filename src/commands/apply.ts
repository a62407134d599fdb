import { readRepository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import type { What } from './read-candidate.ts';
import { runOnTarget } from './run-on-target.ts';

export type ApplyOptions = {
  readonly what: What;
  readonly dryRun?: boolean;
  /** For `ready`: where there is no local database, there is nothing to apply. */
  readonly optional?: boolean;
};

/** Seconds that production may take to say that it is another database than local. */
const LOOK_ASIDE = 2;

/**
 * `apply`: pending migrations on the local database, without a question, because it is the daily
 * loop. Production is only looked at, so that a mistaken URL does not make it the local one.
 */
export async function apply(context: Context, options: ApplyOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  return runOnTarget(context, repository, {
    what: options.what,
    target: 'local',
    origin: 'applied',
    config,
    dryRun: options.dryRun ?? false,
    confirm: false,
    pin: false,
    optional: options.optional ?? false,
    beside: ['production'],
    besideSeconds: Math.min(LOOK_ASIDE, config.timeoutSeconds),
  });
}
