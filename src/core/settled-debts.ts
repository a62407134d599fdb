import { sameDatabase } from './access-reasons.ts';
import { compareLedger } from './compare-ledger.ts';
import type { Facts, TargetFacts } from './facts.ts';
import type { Pair } from './migration.ts';
import type { Debt } from './override.ts';
import { hasPair } from './pairs.ts';
import type { Answer } from './reading.ts';
import { trustedAnswer } from './trusted-answer.ts';

type SettlingFacts = Pick<Facts, 'targets' | 'contents'> & {
  readonly problem: unknown;
  readonly candidate: Pick<Facts['candidate'], 'migrations'>;
};

/**
 * The records that are over: every target gave an answer that may be believed, and says that all
 * of a record's migrations ran there with this content. Each target of the config must be among
 * the facts; one that is switched off is not asked.
 */
export function settledDebts(debts: readonly Debt[], facts: SettlingFacts): Debt[] {
  const targets = facts.targets.filter(({ reading }) => reading.access !== 'off');
  const answers = targets.flatMap((target) => trustedAnswer(target) ?? []);
  const silent = facts.problem !== null || answers.length < targets.length;
  if (silent || answers.length === 0 || sameDatabase(facts.targets).length > 0) return [];
  return debts.filter(
    ({ pairs }) =>
      pairs.length > 0 && pairs.every((pair) => answers.every((a) => hasRun(pair, a, facts))),
  );
}

/** The targets that lack a migration, or whose answer cannot be believed (`unknown`). */
export function lackingTargets(
  pair: Pair,
  targets: readonly TargetFacts[],
): { readonly lacking: string[]; readonly unknown: string[] } {
  const asked = targets.filter(({ reading }) => reading.access !== 'off');
  const unknown = asked.filter((target) => trustedAnswer(target) === null);
  const lacking = asked.filter((target) => {
    const answer = trustedAnswer(target);
    return answer !== null && !isApplied(pair, answer);
  });
  return { lacking: lacking.map(({ name }) => name), unknown: unknown.map(({ name }) => name) };
}

function isApplied(pair: Pair, { ledger }: Answer): boolean {
  return hasPair(ledger?.rows.filter(({ state }) => state === 'applied') ?? [], pair);
}

/** Exactly this content; of what the candidate has, also one that differs in comments alone. */
function hasRun(pair: Pair, answer: Answer, { candidate, contents }: SettlingFacts): boolean {
  if (isApplied(pair, answer)) return true;
  if (!hasPair(candidate.migrations, pair)) return false;
  const statuses = compareLedger(candidate.migrations, answer.ledger?.rows ?? [], contents);
  return statuses.some(({ name, state }) => name === pair.name && state === 'applied');
}
