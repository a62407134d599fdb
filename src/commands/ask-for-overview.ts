import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import type { TargetFacts } from '../core/facts.ts';
import type { Pair } from '../core/migration.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { askTargets } from './ask-targets.ts';
import type { Context } from './context.ts';

/** Seconds that a target may take, where its answer is only one part of what is shown. */
const PATIENCE = 3;

/** What the targets said, or why none was asked. */
export type AskedTargets = {
  readonly targets: readonly TargetFacts[];
  /** A whole sentence; null: they were asked. */
  readonly problem: string | null;
};

/** Asks every target once, for what is shown about many branches; it waits for none of them long. */
export async function askForOverview(
  context: Context,
  repository: Repository,
  config: GateConfig | GateError,
  pairs: readonly Pair[],
): Promise<AskedTargets> {
  if (config instanceof GateError) return { targets: [], problem: config.message };
  const seconds = Math.min(PATIENCE, config.timeoutSeconds);
  try {
    const { targets, problem } = await askTargets(context, repository, {
      config,
      names: targetNames(config.targets),
      pairs,
      secondsFor: () => seconds,
      forDeploy: false,
    });
    return { targets, problem: problem?.message ?? null };
  } catch (error) {
    // PEER_MISSING, and what else keeps one of them from being asked at all
    if (error instanceof GateError) return { targets: [], problem: error.message };
    throw error;
  }
}
