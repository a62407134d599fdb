import type { GateConfig } from '../config/gate-config.ts';
import { decide } from '../core/decide.ts';
import { evidenceFor } from '../core/evidence-record.ts';
import type { Facts } from '../core/facts.ts';
import { type Adoption, type Choice, planAdoption } from '../core/plan-adoption.ts';
import type { Answer } from '../core/reading.ts';
import { renderRefusals } from '../core/render-run.ts';
import type { Reason } from '../core/report.ts';
import type { Target } from '../core/target.ts';
import { readCatalog } from '../database/read-catalog.ts';
import type { Session } from '../database/sql-session.ts';
import type { AuditEntry } from '../database/write-audit.ts';
import { writeNotRun } from '../database/write-not-run.ts';
import type { Repository } from '../git/repository.ts';
import type { Context } from './context.ts';
import { type Compared, weigh } from './read-evidence.ts';
import { factsWith, recordInLedger } from './record-in-ledger.ts';
import { isWithin } from './run-job.ts';
import { settleUnderLock, unchanged } from './settle-under-lock.ts';

/** A confirmed adoption. */
export type AdoptJob = {
  readonly repository: Repository;
  readonly config: GateConfig;
  readonly facts: Facts;
  readonly target: Target;
  readonly choice: Choice;
  readonly plan: Adoption;
  /** What its catalog was compared with; null: it was not. */
  readonly compared: Compared | null;
  readonly reason: string;
  readonly by: string;
  readonly again: string;
};

/** What the facts of a moment make of the choice. */
export function planOf(facts: Facts, target: string, choice: Choice): Adoption {
  return planAdoption(facts, decide(facts).report, target, choice);
}

export type Done = {
  readonly databaseId: string;
  readonly recorded: number;
  /** How many are not in its ledger still, and why that blocks; null: no catalog was asked. */
  readonly open: number;
  readonly reasons: readonly Reason[] | null;
};

/** Under the deploy lock: the ledger is made where there is none, and the plan made again. */
export function adoptUnderLock(context: Context, job: AdoptJob): Promise<Done | null> {
  const { target, facts, config, plan, by, again } = job;
  const given = {
    command: 'adopt',
    by,
    target,
    timeoutSeconds: config.timeoutSeconds,
    invoke: facts.advice.invoke,
    pairs: facts.candidate.migrations,
    about: plan.adopt.map(({ migration }) => migration.name).join(', '),
    again,
  };
  return settleUnderLock(context, given, async ({ session, answer }) => {
    const now = await proveAgain(session, job, answer);
    const found = planOf(now, target.name, job.choice);
    const refusals = isWithin(found.adopt, plan.adopt) ? found.refusals : [planGrew(again)];
    if (refusals.length > 0) {
      context.err(renderRefusals(refusals, unchanged(target)));
      return null;
    }
    return record(context, session, { ...job, facts: now }, found);
  });
}

/** The ledger and the catalog as they are under the lock. */
async function proveAgain(session: Session, job: AdoptJob, answer: Answer): Promise<Facts> {
  const now = factsWith(job.facts, job.target, answer);
  const { compared, config, target } = job;
  if (compared === null) return now;
  const live = await readCatalog(session, config.timeoutSeconds);
  const proofs = weigh(compared.replay, live);
  return { ...now, evidence: new Map(now.evidence).set(target.name, proofs) };
}

async function record(
  context: Context,
  session: Session,
  job: AdoptJob,
  { adopt }: Adoption,
): Promise<Done> {
  const write = adopt.length > 0 ? () => writeRows(session, job, adopt) : null;
  const { databaseId, afterwards } = await recordInLedger(context, session, job, write);
  const open = planOf(afterwards, job.target.name, { kind: 'all', force: true }).adopt.length;
  const reasons = job.compared === null ? null : decide(afterwards).report.reasons;
  return { databaseId, recorded: adopt.length, open, reasons };
}

async function writeRows(
  session: Session,
  { facts, target, by, reason, choice }: AdoptJob,
  adopt: Adoption['adopt'],
): Promise<AuditEntry> {
  const { commit, ref } = facts.candidate;
  const branch = ref?.replace('refs/heads/', '') ?? null;
  for (const { migration, sql } of adopt) {
    const { name, blob } = migration;
    await writeNotRun(session, { name, blob, sql, commit, branch, by, origin: 'adopted' });
  }
  const pairs = adopt.map(({ migration: { name, blob } }) => ({ name, blob }));
  const migrations = pairs.map(({ name }) => name);
  const evidence = evidenceFor(migrations, facts.evidence.get(target.name));
  const forced = choice.force ?? false;
  const details = { commit, branch, pairs, forced, evidence };
  return { by, action: 'adopt', migrations, reason, details };
}

const planGrew = (again: string): { message: string; fixes: string[] } => ({
  message: 'What is pending has changed since it was shown.',
  fixes: [again],
});
