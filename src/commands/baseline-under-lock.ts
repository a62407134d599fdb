import type { Baseline } from '../core/baseline.ts';
import { decide } from '../core/decide.ts';
import { type BaselinePlan, planBaseline } from '../core/plan-baseline.ts';
import { renderRefusals } from '../core/render-run.ts';
import type { Session } from '../database/sql-session.ts';
import type { AuditEntry } from '../database/write-audit.ts';
import { writeNotRun } from '../database/write-not-run.ts';
import { writeBaselineFile } from '../state/write-baseline.ts';
import type { Context } from './context.ts';
import { factsWith, type Recording, recordInLedger } from './record-in-ledger.ts';
import { isWithin } from './run-job.ts';
import { settleUnderLock, unchanged } from './settle-under-lock.ts';

/** A confirmed baseline. */
export type BaselineJob = Recording & {
  readonly plan: BaselinePlan;
  readonly made: Baseline;
  readonly given: Parameters<typeof planBaseline>[3];
  readonly reason: string;
  readonly by: string;
  readonly forced: boolean;
  readonly again: string;
};

export type Baselined = { readonly databaseId: string; readonly recorded: number };

/**
 * Under the deploy lock: the plan again, for what ran since the dump is in no dump; then the file,
 * and when it is there, the ledger.
 */
export function baselineUnderLock(context: Context, job: BaselineJob): Promise<Baselined | null> {
  const { target, facts, config, plan, by, again, made, repository } = job;
  const given = {
    command: 'baseline',
    by,
    target,
    timeoutSeconds: config.timeoutSeconds,
    invoke: facts.advice.invoke,
    pairs: facts.candidate.migrations,
    about: `the baseline through ${made.through}`,
    again,
  };
  return settleUnderLock(context, given, async ({ session, answer }) => {
    const now = factsWith(facts, target, answer);
    const found = planBaseline(now, decide(now).report, target.name, job.given);
    const refusals = isSame(found, plan) ? found.refusals : [...found.refusals, changed(again)];
    if (refusals.length > 0) {
      context.err(renderRefusals(refusals, unchanged(target)));
      return null;
    }
    await writeBaselineFile(repository.root, made.path, made.sql);
    const { record } = found;
    const write = record.length > 0 ? () => writeRows(session, job, found) : null;
    const { databaseId } = await recordInLedger(context, session, { ...job, facts: now }, write);
    return { databaseId, recorded: record.length };
  });
}

const isSame = (now: BaselinePlan, before: BaselinePlan): boolean =>
  isWithin(now.record, before.record) && now.covers.length === before.covers.length;

const changed = (again: string): { message: string; fixes: string[] } => ({
  message: 'What ran there has changed since it was shown.',
  fixes: [again],
});

async function writeRows(
  session: Session,
  { facts, by, reason, made, forced }: BaselineJob,
  { record }: BaselinePlan,
): Promise<AuditEntry> {
  const { commit, ref } = facts.candidate;
  const branch = ref?.replace('refs/heads/', '') ?? null;
  for (const { migration, sql } of record) {
    const { name, blob } = migration;
    await writeNotRun(session, { name, blob, sql, commit, branch, by, origin: 'baseline' });
  }
  const pairs = record.map(({ migration: { name, blob } }) => ({ name, blob }));
  const { through, path, blob } = made;
  const details = { commit, branch, pairs, forced, through, file: path, blob };
  return {
    ...{ by, action: 'baseline', reason, details },
    migrations: pairs.map(({ name }) => name),
  };
}
