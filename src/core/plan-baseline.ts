import { isContradicted } from './contradicted.ts';
import type { Facts } from './facts.ts';
import { rowsOf } from './make-reason.ts';
import type { Pair } from './migration.ts';
import { compareNames } from './plain-layout.ts';
import { planAdoption, refuseState } from './plan-adoption.ts';
import type { Pending } from './plan-run.ts';
import type { LedgerRow } from './reading.ts';
import type { Refusal } from './refusal.ts';
import type { MigrationStatus, Report } from './report.ts';
import { visible } from './visible.ts';

/** What a baseline of a target stands for, and what of it its ledger lacks. */
export type BaselinePlan = {
  /** The candidate's up to the last one, and what ran there from other branches before it. */
  readonly covers: readonly Pair[];
  readonly record: readonly Pending[];
  /** With one of them nothing is dumped, written or recorded. */
  readonly refusals: readonly Refusal[];
};

export type BaselineGiven = {
  readonly through: string;
  /** The whole command again, with this name for `--through`. */
  readonly command: (through: string) => string;
  /** Also what the catalog contradicts. */
  readonly forced: boolean;
};

/**
 * What is refused is what would make the dump hold more, or less, than its head says: more is
 * recorded there, or the catalog contradicts (where it was asked) what is to be recorded.
 */
export function planBaseline(
  facts: Facts,
  report: Report,
  target: string,
  given: BaselineGiven,
): BaselinePlan {
  const { through, forced } = given;
  const choice = { kind: 'through', name: through, force: true } as const;
  const { adopt, refusals } = planAdoption(facts, report, target, choice);
  if (refusals.length > 0) return { covers: [], record: [], refusals };
  const own = facts.candidate.migrations.filter(({ name }) => compareNames(name, through) <= 0);
  const there = facts.targets.find(({ name }) => name === target);
  const rows = there === undefined ? [] : rowsOf(there);
  const known = new Set(facts.candidate.migrations.map(({ name }) => name));
  const others = rows.filter(({ name }) => !known.has(name) && compareNames(name, through) < 0);
  const statuses = report.targets.find((other) => other.target === target)?.migrations ?? [];
  const upTo = statuses.filter(({ name }) => compareNames(name, through) <= 0);
  const later = rows.filter(({ name }) => compareNames(name, through) > 0);
  return {
    covers: [...own, ...others]
      .map(({ name, blob }) => ({ name, blob }))
      .sort((a, b) => compareNames(a.name, b.name)),
    record: adopt,
    refusals: [
      ...upTo.flatMap((status) => refuseUnsettled(facts, status, target, others)),
      ...(forced ? [] : refuseAbsent(facts, upTo, target, given)),
      ...refuseLater(later, target, given),
    ],
  };
}

function refuseUnsettled(
  facts: Facts,
  status: MigrationStatus,
  target: string,
  others: readonly LedgerRow[],
): Refusal[] {
  const isStarted = others.some(({ name, state }) => name === status.name && state === 'started');
  const state = isStarted ? ('interrupted' as const) : status.state;
  if (state !== 'interrupted' && state !== 'modified') return [];
  return refuseState(facts, { ...status, state }, target);
}

/** The dump would lack them, and no new database would ever run them. */
function refuseAbsent(
  facts: Facts,
  statuses: readonly MigrationStatus[],
  target: string,
  { through, command }: BaselineGiven,
): Refusal[] {
  const against = statuses.filter((status) => isContradicted(facts, target, status));
  if (against.length === 0) return [];
  const { invoke, what } = facts.advice;
  const verify = [invoke, 'verify', what, '--evidence'].filter((part) => part !== '').join(' ');
  const message = [
    `The catalog of ${target} says that these are not there, or only in part:`,
    ...against.map(({ name }) => visible(name)),
  ].join('\n');
  const force = `${command(through)} --force`;
  return [
    { message, fixes: [verify, 'Or, if all that they are for is there (you have looked):', force] },
  ];
}

/** The dump would hold them, and a new database would run them once more. */
function refuseLater(
  later: readonly LedgerRow[],
  target: string,
  { command }: BaselineGiven,
): Refusal[] {
  const last = later.toSorted((a, b) => compareNames(a.name, b.name)).at(-1);
  if (last === undefined) return [];
  const lines = later.map(({ name, branch }) =>
    visible(branch === null ? name : `${name} (from ${branch})`),
  );
  const head = `${target} has more, so the dump would hold more than it says:`;
  return [{ message: [head, ...lines].join('\n'), fixes: [command(last.name)] }];
}
