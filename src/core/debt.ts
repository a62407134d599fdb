import { isByReceipt } from './by-receipt.ts';
import type { Facts } from './facts.ts';
import type { Migration, Pair } from './migration.ts';
import type { Override } from './override.ts';
import { hasPair, withoutPairs } from './pairs.ts';
import { isThere, type MigrationStatus, type Reason } from './report.ts';
import { fixForPending } from './target-reasons.ts';
import { trustedAnswer } from './trusted-answer.ts';

const DAY = 86_400_000;

/** The candidate's migrations that an override covers: exactly this name with this content. */
export function coveredMigrations(facts: Facts): Migration[] {
  const pairs = allOverrides(facts).flatMap((override) => override.pairs);
  if (pairs.length === 0) return [];
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
  return newestOf(allOverrides(facts), debt);
}

const newestOf = (records: readonly Override[], debt: readonly Pair[]): Override | null =>
  recordsOf(records, debt).at(-1) ?? null;

const recordsOf = (records: readonly Override[], debt: readonly Pair[]): Override[] =>
  records.filter((record) => debt.some((pair) => hasPair(record.pairs, pair)));

/** What overrides let through and is still not deployed: shown always, blocking when old. */
export function debtReason(facts: Facts, debt: readonly Pair[]): Reason | null {
  return reasonFor(facts, debt, allOverrides(facts), {
    came: 'Let through',
    how: 'Let through by an override',
  });
}

/** The same of what came in while the hooks were off. It is pending, too, and so blocks as that. */
export function bypassReason(facts: Facts, statuses: readonly MigrationStatus[]): Reason | null {
  if (facts.bypasses.length === 0) return null;
  const asked = facts.targets.filter(({ reading }) => reading.access !== 'off');
  const silent = asked.some((target) => !trustedAnswer(target) && !isByReceipt(target, facts));
  const lacks = ({ name }: Migration): boolean =>
    statuses.some((status) => status.name === name && !isThere(status));
  const pairs = facts.bypasses.flatMap((bypass) => bypass.pairs);
  const debt = facts.candidate.migrations
    .filter((migration) => hasPair(pairs, migration))
    .filter((migration) => silent || lacks(migration));
  return reasonFor(facts, debt, facts.bypasses, {
    came: 'Came in with the hooks off',
    how: 'Came in while the hooks were off',
  });
}

function reasonFor(
  facts: Facts,
  debt: readonly Pair[],
  records: readonly Override[],
  { came, how }: { readonly came: string; readonly how: string },
): Reason | null {
  if (debt.length === 0) return null;
  const days = ageInDays(facts, oldestOf(records, debt));
  const late = isOverdue(days, facts.debtMaxAgeDays);
  const since = renderSince(days, facts.debtMaxAgeDays);
  const head = late
    ? `${came} ${since} (${facts.debtMaxAgeDays} days are allowed), not deployed yet:`
    : `${how}, and not deployed yet:`;
  const asked = facts.targets.filter((target) => target.reading.access !== 'off');
  return {
    code: 'DEBT',
    target: null,
    migrations: debt.map((pair) => pair.name),
    severity: late ? 'block' : 'warn',
    message: [head, ...debt.map((pair) => renderDebt(pair, newestOf(records, [pair])))].join('\n'),
    fixes: asked.map((target) => fixForPending(target.name, facts)),
  };
}

/** Days since ISO 8601 `at`, at least 0; NaN where that is no time. */
export function ageInDays({ now }: Pick<Facts, 'now'>, at: string): number {
  return Math.max(Date.parse(now) - Date.parse(at), 0) / DAY;
}

/** An age that cannot be told is NaN, and counts as too old. */
export function isOverdue(days: number, maxAgeDays: number): boolean {
  return !(days <= maxAgeDays);
}

/** Whole days; a few hours too many are more than what is allowed. */
function renderSince(days: number, maxAgeDays: number): string {
  if (Number.isNaN(days)) return 'at an unknown time';
  const whole = Math.floor(days);
  return `${whole === maxAgeDays ? 'more than ' : ''}${whole} days ago`;
}

/** When the oldest record of any of it was made; a later one makes no debt younger. */
function oldestOf(records: readonly Override[], debt: readonly Pair[]): string {
  const times = recordsOf(records, debt).map(({ at }) => at);
  return times.reduce((a, b) => (Date.parse(a) > Date.parse(b) || isNoTime(b) ? b : a));
}

const isNoTime = (at: string): boolean => Number.isNaN(Date.parse(at));

function renderDebt(pair: Pair, override: Override | null): string {
  if (override === null) return pair.name;
  return `${pair.name}: ${override.reason} (${override.by}, ${override.at.slice(0, 10)})`;
}

function allOverrides(facts: Facts): readonly Override[] {
  return facts.given === null ? facts.overrides : [...facts.overrides, facts.given];
}
