import type { Facts } from './facts.ts';
import type { Migration, Pair } from './migration.ts';
import type { Override } from './override.ts';
import { hasPair, withoutPairs } from './pairs.ts';
import type { Reason } from './report.ts';
import { fixForPending } from './target-reasons.ts';

const DAY = 86_400_000;

/** The candidate's migrations that an override covers: exactly this name with this content. */
export function coveredMigrations(facts: Facts): Migration[] {
  const pairs = allOverrides(facts).flatMap((override) => override.pairs);
  return facts.candidate.migrations.filter((migration) => hasPair(pairs, migration));
}

/** The files that cannot be migrations and that an override covers; they can never be deployed. */
export function coveredStrays(facts: Facts): Pair[] {
  const pairs = allOverrides(facts).flatMap((override) => override.pairs);
  return facts.candidate.strays.filter((stray) => hasPair(pairs, stray));
}

/**
 * Whether an override lets this pass although a target could not be asked: all that is brought
 * (by a command: all that the protected branch has not) is covered, and something is.
 */
export function overridesSilence(facts: Facts, covered: readonly Pair[]): boolean {
  const brought = facts.brought ?? withoutPairs(facts.candidate.migrations, facts.before ?? []);
  return covered.length > 0 && withoutPairs(brought, covered).length === 0;
}

/** The override whose reason the summary shows: the newest that covers any of the debt. */
export function shownOverride(facts: Facts, debt: readonly Pair[]): Override | null {
  const covering = allOverrides(facts).filter((override) =>
    debt.some((pair) => hasPair(override.pairs, pair)),
  );
  return covering.at(-1) ?? null;
}

/** What overrides let through and is still not deployed: shown always, blocking when old. */
export function debtReason(facts: Facts, debt: readonly Pair[]): Reason | null {
  if (debt.length === 0) return null;
  const days = ageInDays(facts, debt);
  // An age that cannot be told is NaN, and counts as too old.
  const late = !(days <= facts.debtMaxAgeDays);
  const since = Number.isNaN(days) ? 'at an unknown time' : `${days} days ago`;
  const head = late
    ? `Let through ${since} (${facts.debtMaxAgeDays} days are allowed), not deployed yet:`
    : 'Let through by an override, and not deployed yet:';
  const asked = facts.targets.filter((target) => target.reading.access !== 'off');
  return {
    code: 'DEBT',
    target: null,
    migrations: debt.map((pair) => pair.name),
    severity: late ? 'block' : 'warn',
    message: [head, ...debt.map((pair) => renderDebt(pair, shownOverride(facts, [pair])))].join(
      '\n',
    ),
    fixes: asked.map((target) => fixForPending(target.name, facts)),
  };
}

/** Since the oldest override that covers any of it; a later one makes no debt younger. */
function ageInDays(facts: Facts, debt: readonly Pair[]): number {
  const oldest = allOverrides(facts)
    .filter((override) => debt.some((pair) => hasPair(override.pairs, pair)))
    .map((override) => Date.parse(override.at))
    .reduce((a, b) => Math.min(a, b), Date.parse(facts.now));
  return Math.floor((Date.parse(facts.now) - oldest) / DAY);
}

function renderDebt(pair: Pair, override: Override | null): string {
  if (override === null) return pair.name;
  return `${pair.name}: ${override.reason} (${override.by}, ${override.at.slice(0, 10)})`;
}

function allOverrides(facts: Facts): readonly Override[] {
  return facts.given === null ? facts.overrides : [...facts.overrides, facts.given];
}
