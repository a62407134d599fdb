import type { Facts, TargetFacts } from './facts.ts';
import type { Migration, Pair } from './migration.ts';
import { hasPair, withoutPairs } from './pairs.ts';
import type { Receipt } from './receipt.ts';

type ReceiptFacts = Pick<Facts, 'candidate' | 'receipts' | 'overrides' | 'given'>;

/**
 * Whether receipts stand for the answer of a target that cannot be asked: all the candidate has is
 * covered by them, or by an override. Only where the network fails: a server that answers "no", or
 * is not the pinned database, has to be put right first (contract 3, `bundle`).
 */
export function isByReceipt(target: TargetFacts, facts: ReceiptFacts): boolean {
  // An empty folder is for the ledger to judge: it may have been moved or lost.
  if (facts.candidate.migrations.length === 0) return false;
  if (receiptsOf(target, facts).length === 0) return false;
  return withoutReceipt(target, facts).length === 0;
}

/** What receipts do not cover, of a target that has some. */
export function withoutReceipt(target: TargetFacts, facts: ReceiptFacts): Migration[] {
  const given = facts.given === null ? [] : [facts.given];
  const passed = [...facts.overrides, ...given].flatMap((override) => override.pairs);
  return withoutPairs(facts.candidate.migrations, coveredPairs(target, facts), passed);
}

/** Whether a receipt says that this very content ran there. */
export function hasReceipt(target: TargetFacts, facts: ReceiptFacts, pair: Pair): boolean {
  return hasPair(coveredPairs(target, facts), pair);
}

/** The receipts that count: of this target, and of the database that the config pins. */
export function receiptsOf(target: TargetFacts, { receipts }: ReceiptFacts): Receipt[] {
  const { name, pinnedId, reading } = target;
  if (reading.access !== 'unreachable') return [];
  return receipts.filter(
    (receipt) => receipt.target === name && (pinnedId === null || receipt.databaseId === pinnedId),
  );
}

const coveredPairs = (target: TargetFacts, facts: ReceiptFacts): Pair[] =>
  receiptsOf(target, facts).flatMap(({ pairs }) => pairs);
