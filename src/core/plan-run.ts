import type { Facts } from './facts.ts';
import type { Migration } from './migration.ts';
import type { Reason, ReasonCode, Report } from './report.ts';
import { shortenAudit, wholeAudit } from './short-audit.ts';
import { findNonTransactional, findTransactionControl } from './sql-checks.ts';
import { hasNoTransactionDirective } from './sql-header.ts';

/** A migration with the text that will run. */
export type Planned = { readonly migration: Migration; readonly sql: string };

/** Why nothing may run, in the shape of a reason. */
export type Refusal = {
  readonly message: string;
  readonly fixes: readonly string[];
};

/** What will run on one target, in this order; with a refusal nothing runs. */
export type RunPlan = {
  readonly run: readonly Planned[];
  readonly refusals: readonly Refusal[];
  readonly notes: readonly string[];
};

/** What a run itself ends: it is no reason against it. */
const ENDED_BY_RUNNING: readonly ReasonCode[] = ['PENDING', 'DUPLICATE', 'DEBT'];

/** Plans what runs on a target, from the facts and the report on it. */
export function planRun(facts: Facts, report: Report, target: string): RunPlan {
  const plan = planPending(facts, report, target);
  return { ...plan, refusals: [...plan.refusals, ...plan.run.flatMap(refuseFile)] };
}

/** The same, whatever way there is to run a file. */
export function planPending(facts: Facts, report: Report, target: string): RunPlan {
  const statuses = report.targets.find((other) => other.target === target)?.migrations ?? [];
  const pending = new Set(statuses.filter((s) => s.state === 'pending').map((s) => s.name));
  const open = facts.candidate.migrations.filter((migration) => pending.has(migration.name));
  const run = open.flatMap((migration) => {
    const sql = facts.contents.get(migration.blob);
    return sql === undefined ? [] : [{ migration, sql }];
  });
  const unread = open.filter((migration) => !facts.contents.has(migration.blob));
  const concerning = report.reasons.filter(
    (reason) => reason.target === target || reason.target === null || isShared(reason.code),
  );
  const blocking = concerning.filter(
    (reason) => reason.severity === 'block' && !isEnded(reason.code, target),
  );
  const notes = concerning.filter(
    (reason) =>
      ['LATE', 'DUPLICATE'].includes(reason.code) ||
      (reason.code === 'AUDIT' && reason.migrations.some((name) => pending.has(name))),
  );
  const all = wholeAudit(facts.advice);
  return {
    run,
    refusals: [...shortenAudit(blocking, all), ...refuseUnread(unread, blocking)],
    notes: shortenAudit(notes, all).map((reason) => reason.message),
  };
}

/** Locally an audit refuses nothing: a database that can be made anew is where one tries. */
const isEnded = (code: ReasonCode, target: string): boolean =>
  ENDED_BY_RUNNING.includes(code) || (code === 'AUDIT' && target === 'local');

/** One database behind two targets concerns both, whichever of them the reason names. */
const isShared = (code: ReasonCode): boolean => code === 'SAME_DATABASE';

/** Without its text nothing runs; mostly a reason says already why it cannot be read. */
function refuseUnread(unread: readonly Migration[], blocking: readonly Reason[]): Refusal[] {
  const said = new Set(blocking.flatMap((reason) => reason.migrations));
  return unread
    .filter((migration) => !said.has(migration.name))
    .map((migration) => ({
      message: `${migration.path} could not be read from git.`,
      fixes: [`git cat-file -p ${migration.blob}`],
    }));
}

/** What this version cannot run so that the ledger stays true; so it does not begin. */
function refuseFile({ migration, sql }: Planned): Refusal[] {
  const at = (place: { line: number; column: number }): string =>
    `${migration.path}:${place.line}:${place.column}`;
  const outside = findNonTransactional(sql);
  if (outside !== null) {
    return [
      {
        message: `${at(outside)} ${outside.statement} cannot run in a transaction.`,
        fixes: ['This version runs transactional migrations only: use the form without it.'],
      },
    ];
  }
  if (hasNoTransactionDirective(sql)) {
    return [
      {
        message: `${migration.path} asks for no transaction, which this version cannot do.`,
        fixes: ['Take the line "-- migration-gate: no-transaction" out, if it is not needed.'],
      },
    ];
  }
  const control = findTransactionControl(sql);
  if (control === null) return [];
  return [
    {
      message: `${at(control)} ${control.word}: the file has a transaction of its own.`,
      fixes: ['Take BEGIN and COMMIT out of the file: the gate runs it in a transaction.'],
    },
  ];
}
