import type { Migration } from './migration.ts';
import type { LedgerRow } from './reading.ts';
import type { Refusal } from './refusal.ts';
import { shellQuote } from './shell-quote.ts';

/** How a person settles one migration (contract 3, `resolve`). */
export type Settlement =
  | { readonly kind: 'applied' | 'not-applied' | 'retired' }
  | { readonly kind: 'accept-change'; readonly force: boolean }
  | { readonly kind: 'renamed-from'; readonly old: string };

/** What becomes of one row of the ledger. */
export type LedgerChange =
  | { readonly kind: 'finish' | 'remove'; readonly name: string }
  | {
      readonly kind: 'rewrite';
      readonly name: string;
      readonly newName: string;
      readonly blob: string;
      readonly sql: string;
    };

/** Everything the plan is made from. */
export type SettlementFacts<S extends Settlement = Settlement> = {
  readonly name: string;
  readonly settlement: S;
  readonly target: string;
  readonly rows: readonly LedgerRow[];
  /** The candidate's migrations; empty where the settlement needs none. */
  readonly candidate: readonly Migration[];
  /** The candidate's text of the migration; null where it has none that can be read. */
  readonly text: string | null;
  /** What still has the file: `feature/x`, `the working tree`. */
  readonly holders: readonly string[];
  /** Whether the audit says that it was settled in this very way before. */
  readonly recorded: boolean;
  readonly invoke: string;
  /**
   * What keeps the catalog from proving a change (core/weigh-change.ts); empty: nothing does. null
   * where it was not asked, or cannot be.
   */
  readonly missing: readonly string[] | null;
};

export type SettlementPlan =
  | { readonly outcome: 'settle'; readonly change: LedgerChange; readonly note: string | null }
  | { readonly outcome: 'already'; readonly message: string }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** The words of a settlement, as they are typed: `--renamed-from 001_a.sql`. */
export function renderSettlement(settlement: Settlement): string {
  if (settlement.kind === 'renamed-from') return `--renamed-from ${shellQuote(settlement.old)}`;
  const force = settlement.kind === 'accept-change' && settlement.force ? ' --force' : '';
  return `--${settlement.kind}${force}`;
}

/** `resolve <name> --target <t>`, to which the way of settling it is added. */
export function resolveCommand(
  { invoke, target }: Pick<SettlementFacts, 'invoke' | 'target'>,
  name: string,
  settlement: Settlement,
  reason = '"…"',
): string {
  const what = `${shellQuote(name)} --target ${shellQuote(target)}`;
  return `${invoke} resolve ${what} ${renderSettlement(settlement)} --reason ${reason}`;
}

export const refused = (message: string, ...fixes: readonly string[]): SettlementPlan => ({
  outcome: 'refused',
  refusal: { message, fixes },
});

/** What was started and never finished is settled first, whatever else is to be said of it. */
export function refuseInterrupted(facts: SettlementFacts, name: string): SettlementPlan {
  return refused(
    `${name} was started on ${facts.target} and never finished; settle that first.`,
    resolveCommand(facts, name, { kind: 'applied' }),
    resolveCommand(facts, name, { kind: 'not-applied' }),
  );
}
