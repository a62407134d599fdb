import { assumeLedger } from '../core/assume-ledger.ts';
import { decide } from '../core/decide.ts';
import type { Facts } from '../core/facts.ts';
import type { Pair } from '../core/migration.ts';
import { hasPair, withoutPairs } from '../core/pairs.ts';
import { type Pending, planPending, type RunPlan } from '../core/plan-run.ts';
import type { Repository } from '../git/repository.ts';
import { readOpenDebts } from './open-debts.ts';
import { readProtected } from './read-protected.ts';
import { withContents } from './with-contents.ts';

/**
 * What a bundle is to carry: what its target's ledger has not; where that cannot be read, what no
 * protected branch has (where that is nothing, all), with what is known to be undeployed.
 */
export async function planBundle(
  repository: Repository,
  facts: Facts,
  target: string,
): Promise<RunPlan<Pending>> {
  const reading = facts.targets.find(({ name }) => name === target)?.reading;
  const isUnread = reading?.access === 'unreachable' || reading?.access === 'refused';
  if (!isUnread || facts.problem !== null) {
    return planPending(facts, decide(facts).report, target);
  }
  const open = await readOpen(repository, facts);
  const assumed = await withContents(repository, assumeLedger(facts, target, open), open);
  return planPending(assumed, decide(assumed).report, target);
}

async function readOpen(repository: Repository, { candidate }: Facts): Promise<readonly Pair[]> {
  const { migrations } = candidate;
  const brought = withoutPairs(migrations, (await readProtected(repository.git))?.pairs ?? []);
  if (brought.length === 0) return migrations;
  const debts = await readOpenDebts(repository);
  const owed = [...debts.overrides, ...debts.bypasses].flatMap(({ pairs }) => pairs);
  return migrations.filter((pair) => hasPair(brought, pair) || hasPair(owed, pair));
}
