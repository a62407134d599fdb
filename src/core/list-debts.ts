import { ageInDays, isOverdue } from './debt.ts';
import type { TargetFacts } from './facts.ts';
import type { Pair } from './migration.ts';
import type { Debt } from './override.ts';
import { hasPair } from './pairs.ts';
import { lackingTargets } from './settled-debts.ts';

/** A record with what has become of it. */
export type DebtEntry = Omit<Debt, 'pairs'> & {
  /**
   * `settled`: all deployed. `open`: something is not. `withdrawn`: what is not deployed is in no
   * protected branch any more. `unknown`: a target that counts could not be asked.
   */
  readonly state: 'open' | 'settled' | 'withdrawn' | 'unknown';
  readonly migrations: readonly {
    readonly name: string;
    readonly blob: string;
    readonly missingOn: readonly string[];
    readonly unknownOn: readonly string[];
  }[];
  /** Whole days since it came in; null where its time cannot be told. */
  readonly ageDays: number | null;
  /** Open for longer than `debt.maxAgeDays`: it blocks. */
  readonly overdue: boolean;
  /** Whether this clone has the record, and whether production's audit table has. */
  readonly here: boolean;
  readonly shared: boolean;
};

/** Everything the list is made from. */
export type DebtFacts = {
  /** This clone's records, and those of production's audit table. */
  readonly own: readonly Debt[];
  readonly others: readonly Debt[];
  /** Ids that are known to be settled, or to be in the audit table. */
  readonly settled: ReadonlySet<string>;
  readonly shared: ReadonlySet<string>;
  readonly targets: readonly TargetFacts[];
  /** What protected branches have now, here and at remotes. */
  readonly standing: readonly Pair[];
  readonly maxAgeDays: number;
  /** ISO 8601. */
  readonly now: string;
};

/** All records, merged by their ids: the open ones first, in each group the oldest first. */
export function listDebts(facts: DebtFacts): DebtEntry[] {
  const { own, others } = facts;
  const all = new Map([...others, ...own].map((debt) => [debt.id, debt]));
  const entries = [...all.values()].map((debt) => toEntry(debt, facts));
  return entries.toSorted(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0),
  );
}

const ORDER: readonly DebtEntry['state'][] = ['open', 'unknown', 'withdrawn', 'settled'];

function toEntry({ pairs, ...debt }: Debt, facts: DebtFacts): DebtEntry {
  const { own, others, settled, shared, targets, maxAgeDays } = facts;
  const isSettled = settled.has(debt.id);
  const migrations = pairs.map((pair) => {
    const { lacking, unknown } = lackingTargets(pair, targets);
    const left = isSettled
      ? { missingOn: [], unknownOn: [] }
      : { missingOn: lacking, unknownOn: unknown };
    return { name: pair.name, blob: pair.blob, ...left };
  });
  const state = isSettled ? 'settled' : stateOf(migrations, facts.standing);
  const days = ageInDays(facts, debt.at);
  return {
    ...debt,
    state,
    migrations,
    ageDays: Number.isNaN(days) ? null : Math.floor(days),
    overdue: (state === 'open' || state === 'unknown') && isOverdue(days, maxAgeDays),
    here: own.some(({ id }) => id === debt.id),
    shared: shared.has(debt.id) || others.some(({ id }) => id === debt.id),
  };
}

function stateOf(
  migrations: DebtEntry['migrations'],
  standing: readonly Pair[],
): DebtEntry['state'] {
  const left = migrations.filter((m) => m.missingOn.length > 0 || m.unknownOn.length > 0);
  if (left.length === 0) return 'settled';
  if (!left.some((migration) => hasPair(standing, migration))) return 'withdrawn';
  return left.some(({ missingOn }) => missingOn.length > 0) ? 'open' : 'unknown';
}
