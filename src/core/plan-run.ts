import type { Facts } from './facts.ts';
import type { Migration } from './migration.ts';
import type { ParsedFiles } from './parsed-sql.ts';
import { planScript } from './plan-script.ts';
import type { Refusal } from './refusal.ts';
import type { Reason, ReasonCode, Report } from './report.ts';
import type { Script } from './script.ts';

/** A migration with its text, and how that will run. */
export type Planned = {
  readonly migration: Migration;
  readonly sql: string;
  readonly script: Script;
};

/** What will run on one target, in this order; with a refusal nothing runs. */
export type RunPlan = {
  readonly run: readonly Planned[];
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
  const statuses = report.targets.find((other) => other.target === target)?.migrations ?? [];
  const pending = new Set(statuses.filter((s) => s.state === 'pending').map((s) => s.name));
  const open = facts.candidate.migrations.filter((migration) => pending.has(migration.name));
  const planned = open.flatMap((migration) => {
    const sql = facts.contents.get(migration.blob);
    if (sql === undefined) return [];
    const found = planScript(migration.path, sql, parsed.get(migration.blob) ?? null);
    return [{ migration, sql, ...found }];
  });
  const unread = open.filter((migration) => !facts.contents.has(migration.blob));
  const concerning = report.reasons.filter(
    (reason) => reason.target === target || reason.target === null || isShared(reason.code),
  );
  const blocking = concerning.filter(
    (reason) => reason.severity === 'block' && !ENDED_BY_RUNNING.includes(reason.code),
  );
  const notes = concerning.filter((reason) => ['LATE', 'DUPLICATE'].includes(reason.code));
  return {
    run: planned.flatMap((item) => ('script' in item ? [item] : [])),
    refusals: [...blocking, ...refuseUnread(unread, blocking), ...refused(planned)],
    notes: notes.map((reason) => reason.message),
  };
}

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
