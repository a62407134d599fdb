import type { GateConfig } from '../config/gate-config.ts';
import { readRepository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import type { What } from './read-candidate.ts';
import type { Run } from './run-job.ts';
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
 * Afterwards the schema documents are brought up to date (contract 3).
 */
export async function apply(context: Context, options: ApplyOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const seconds = Math.min(LOOK_ASIDE, config.timeoutSeconds);
  const code = await runOnTarget(context, repository, localRun(config, options, seconds));
  const isDaily = options.what.kind === 'working-tree' && !options.dryRun;
  if (code === 0 && isDaily && config.schema !== undefined) {
    const { refreshSchema } = await import('./write-schema.ts');
    await refreshSchema(context, repository, config);
  }
  return code;
}

/**
 * What runs on the local database, and nothing is asked.
 *
 * @param besideSeconds how long production may take to say that it is another database
 */
export function localRun(config: GateConfig, options: ApplyOptions, besideSeconds: number): Run {
  return {
    what: options.what,
    target: 'local',
    origin: 'applied',
    config,
    dryRun: options.dryRun ?? false,
    confirm: false,
    pin: false,
    optional: options.optional ?? false,
    beside: ['production'],
    besideSeconds,
  };
}
