import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import type { Facts } from '../core/facts.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { invocation } from './invocation.ts';
import { readFacts } from './judge.ts';
import { NO_DEBTS } from './open-debts.ts';
import { readCandidate, renderWhat, type What } from './read-candidate.ts';

/**
 * A candidate and what every target says of it, for a command that writes to one of them: the
 * others tell whether it is the same database, and all together whether a debt is settled.
 */
export async function readAllFacts(
  context: Context,
  repository: Repository,
  config: GateConfig,
  what: What,
): Promise<Facts> {
  const candidate = await readCandidate(repository, config, what);
  const invoke = invocation(repository.root, repository.mainRoot, context.program.script);
  return readFacts(context, repository, {
    candidate,
    config,
    targets: targetNames(config.targets),
    before: null,
    brought: null,
    debts: NO_DEBTS,
    given: null,
    ignoredOverride: null,
    advice: { invoke, what: renderWhat(what, candidate) },
    searchOrphans: false,
    forDeploy: true,
  });
}
