import { assumeLedger } from '../core/assume-ledger.ts';
import { coveredNames } from '../core/baseline.ts';
import { decide } from '../core/decide.ts';
import type { Facts } from '../core/facts.ts';
import { rowsOf } from '../core/make-reason.ts';
import type { Pair } from '../core/migration.ts';
import { hasPair, withoutPairs } from '../core/pairs.ts';
import { type Pending, planPending, type RunPlan } from '../core/plan-run.ts';
import { visible } from '../core/visible.ts';
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
    return withoutBaseline(facts, planPending(facts, decide(facts).report, target), target);
  }
  const open = await readOpen(repository, facts);
  const assumed = await withContents(repository, assumeLedger(facts, target, open), open);
  return withoutBaseline(assumed, planPending(assumed, decide(assumed).report, target), target);
}

/** A bundle carries migrations; a database that is empty still needs the baseline before them. */
function withoutBaseline(
  { candidate: { baseline }, targets, advice }: Facts,
  plan: RunPlan<Pending>,
  target: string,
): RunPlan<Pending> {
  const there = targets.find(({ name }) => name === target);
  const isNew = there !== undefined && rowsOf(there).length === 0;
  const covered = coveredNames(baseline);
  const names = plan.run.map(({ migration }) => migration.name).filter((name) => covered.has(name));
  if (baseline === undefined || plan.run.length === 0) return plan;
  if (names.length === 0 && !isNew) return plan;
  const message = [
    `A bundle cannot carry ${baseline.path}, which an empty database begins with.`,
    ...(names.length > 0 ? ['It stands for:'] : []),
    ...names.map(visible),
  ].join('\n');
  const deploy = [advice.invoke, 'deploy', advice.what].filter((part) => part !== '').join(' ');
  const fixes = ['From a machine with access, to a database that is empty:', deploy];
  return { ...plan, refusals: [...plan.refusals, { message, fixes }] };
}

async function readOpen(repository: Repository, { candidate }: Facts): Promise<readonly Pair[]> {
  const { migrations } = candidate;
  const brought = withoutPairs(migrations, (await readProtected(repository.git))?.pairs ?? []);
  if (brought.length === 0) return migrations;
  const debts = await readOpenDebts(repository);
  const owed = [...debts.overrides, ...debts.bypasses].flatMap(({ pairs }) => pairs);
  return migrations.filter((pair) => hasPair(brought, pair) || hasPair(owed, pair));
}
