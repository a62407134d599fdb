import type { GateConfig } from '../config/gate-config.ts';
import type { Baseline } from '../core/baseline.ts';
import type { Drifts } from '../core/drift.ts';
import type { Facts, TargetFacts } from '../core/facts.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import type { Case } from './judge.ts';
import type { Proven } from './read-evidence.ts';

/** What is asked for besides the ledgers; see VerifyOptions. */
type Wanted = {
  readonly explain?: string;
  readonly evidence?: boolean;
  readonly json?: boolean;
  readonly drift?: boolean;
  readonly byHand?: boolean;
};

type EvidenceWanted = Pick<Case, 'config' | 'targets'> & { readonly options: Wanted };

/** Only where it is asked for: it starts an engine. */
export function evidenceCase(
  context: Context,
  repository: Repository,
  { config, targets, options }: EvidenceWanted,
): Pick<Case, 'readEvidence'> {
  const { explain, evidence, json = false } = options;
  if (explain === undefined && !evidence) return {};
  const readEvidence = async (facts: Facts): Promise<Proven> => {
    const { proveTargets } = await import('./prove-targets.ts');
    return proveTargets(context, repository, { config, facts, targets }, { explain, json });
  };
  return { readEvidence };
}

/** One comparison where nothing has changed since the last deployment; else an engine names it. */
export function driftCase(
  context: Context,
  repository: Repository,
  { config, baseline }: { readonly config: GateConfig; readonly baseline: Baseline | undefined },
  { drift, byHand }: Wanted,
): Pick<Case, 'readDrift'> {
  if (!drift && (!byHand || config.drift.level === 'off')) return {};
  const read = async (targets: readonly TargetFacts[]): Promise<Drifts> => {
    const { readDrift } = await import('./read-drift.ts');
    const asked = { config, targets, baseline, trustFingerprint: true };
    return readDrift(context, repository, asked);
  };
  return { readDrift: read };
}
