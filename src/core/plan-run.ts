import { coveredNames } from './baseline.ts';
import { type Beginning, beginningOn, refuseCovered } from './begin-with-baseline.ts';
import type { Facts } from './facts.ts';
import type { Migration } from './migration.ts';
import type { ParsedFiles } from './parsed-sql.ts';
import { planScript } from './plan-script.ts';
import type { Refusal } from './refusal.ts';
import type { Reason, ReasonCode, Report } from './report.ts';
import type { Script } from './script.ts';
import { shortenAudit, wholeAudit } from './short-audit.ts';

/** A migration with its text. */
export type Pending = { readonly migration: Migration; readonly sql: string };

/** And how it will run. */
export type Planned = Pending & { readonly script: Script };

/** What will run on one target, in this order; with a refusal nothing runs. */
export type RunPlan<Item = Planned> = {
  /** What runs before all others. */
  readonly beginning?: Beginning;
  readonly run: readonly Item[];
  readonly refusals: readonly Refusal[];
  readonly notes: readonly string[];
};

/** What a run itself ends: it is no reason against it. */
const ENDED_BY_RUNNING: readonly ReasonCode[] = ['PENDING', 'DUPLICATE', 'DEBT'];

/**
 * Plans what runs on a target, from the facts and the report on it.
 *
 * @param parsed each text that `needsParser`, by its blob
 */
export function planRun(
  facts: Facts,
  report: Report,
  target: string,
  parsed: ParsedFiles,
): RunPlan {
  const plan = planPending(facts, report, target);
  const covered = refuseCovered(
    facts,
    target,
    plan.run.map(({ migration }) => migration),
  );
  const planned = plan.run.map((item) => {
    const { path, blob } = item.migration;
    return { ...item, ...planScript(path, item.sql, parsed.get(blob) ?? null) };
  });
  return {
    run: planned.flatMap((item) => ('script' in item ? [item] : [])),
    refusals: [...plan.refusals, ...covered, ...refused(planned)],
    notes: plan.notes,
    ...(plan.beginning && { beginning: plan.beginning }),
  };
}

/** The same, whatever way there is to run a file. */
export function planPending(facts: Facts, report: Report, target: string): RunPlan<Pending> {
  const statuses = report.targets.find((other) => other.target === target)?.migrations ?? [];
  const beginning = beginningOn(facts, target);
  const covered = coveredNames(beginning?.baseline);
  const pending = new Set(
    statuses.filter((s) => s.state === 'pending' && !covered.has(s.name)).map((s) => s.name),
  );
  const open = facts.candidate.migrations.filter((migration) => pending.has(migration.name));
  const run = open.flatMap((migration) => {
    const sql = facts.contents.get(migration.blob);
    return sql === undefined ? [] : [{ migration, sql }];
  });
  const unread = open.filter((migration) => !facts.contents.has(migration.blob));
  const concerning = report.reasons.filter(
    (reason) =>
      (reason.target === target || reason.target === null || isShared(reason.code)) &&
      // What does not run is not in the way.
      !(reason.migrations.length > 0 && reason.migrations.every((name) => covered.has(name))),
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
    ...(beginning && { beginning }),
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

/** What cannot run so that the ledger stays true; so nothing begins. */
const refused = (planned: readonly object[]): Refusal[] =>
  planned.flatMap((item) => ('refusal' in item ? [item.refusal as Refusal] : []));
