import type { RunPlan } from '../core/plan-run.ts';
import { renderRefusals } from '../core/render-run.ts';
import { classifyError } from '../database/classify-error.ts';
import { type DeployLock, type LockHolder, withDeployLock } from '../database/deploy-lock.ts';
import { ensureLedger } from '../database/ensure-ledger.ts';
import { readInSession } from '../database/read-target.ts';
import { withSession } from '../database/session.ts';
import type { Session } from '../database/sql-session.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Repository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import { pinTarget } from './pin-target.ts';
import { isWithin, type Job, planOf } from './run-job.ts';
import { runPlanned } from './run-planned.ts';

/** How long another deployment is waited for. */
const WAIT_SECONDS = 10;

/**
 * Under the deploy lock: the ledger is made where there is none, and read again, because somebody
 * may have deployed since the plan was made; then the migrations run, one transaction each.
 */
export async function runUnderLock(
  context: Context,
  repository: Repository,
  job: Job,
): Promise<ExitCode> {
  const by = await readIdentity(repository.git);
  const timeoutSeconds = job.run.config.timeoutSeconds;
  const applicationName = `migration-gate ${job.run.origin} (${by})`;
  const options = { timeoutSeconds, waitSeconds: WAIT_SECONDS, applicationName };
  try {
    const locked = await withDeployLock(job.target.connection, options, (lock) =>
      runLocked(context, repository, job, { by, lock, applicationName }),
    );
    if (locked.outcome === 'done') return locked.value;
    return sayBusy(context, job, locked.holder);
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target: job.target, timeoutSeconds });
    context.err(renderRefusals([{ message: problem, fixes }], job.where));
    return 1;
  }
}

type Locked = { readonly by: string; readonly lock: DeployLock; readonly applicationName: string };

async function runLocked(
  context: Context,
  repository: Repository,
  job: Job,
  locked: Locked,
): Promise<ExitCode> {
  const { connection } = job.target;
  const { timeoutSeconds } = job.run.config;
  const options = { timeoutSeconds, applicationName: locked.applicationName };
  return withSession(connection, options, async (session) => {
    const { databaseId } = await ensureLedger(session);
    const plan = await planAgain(session, job);
    if (plan.refusals.length > 0) {
      context.err(renderRefusals(plan.refusals, job.where));
      return 1;
    }
    const code = await runPlanned(context, session, { ...job, plan }, locked);
    if (code !== 0) return code;
    // A last look: what the ledger does not say did not happen.
    const left = await planAgain(session, job);
    if (left.run.length > 0 || left.refusals.length > 0) return sayLeft(context, job, left);
    if (job.run.pin) await pinTarget(context, repository, job.target, databaseId);
    return sayDone(context, job, plan.run.length);
  });
}

/** Somebody may have deployed since the plan was confirmed: it may shrink, and never grow. */
async function planAgain(session: Session, { target, facts, run, plan }: Job): Promise<RunPlan> {
  const pairs = facts.candidate.migrations;
  const reading = await readInSession(session, target, pairs, run.config.timeoutSeconds);
  const targets = facts.targets.map((other) =>
    other.name === target.name ? { ...other, reading } : other,
  );
  const again = planOf({ ...facts, targets }, run);
  if (isWithin(again.run, plan.run)) return again;
  const message = 'The plan has changed since it was shown.';
  return { ...again, refusals: [{ message, fixes: ['Repeat the command.'] }] };
}

function sayDone(context: Context, { run, where, facts }: Job, count: number): ExitCode {
  const total = facts.candidate.migrations.length;
  const verb = run.origin === 'deployed' ? 'Deployed' : 'Applied';
  const did = count === 0 ? 'Nothing was pending' : `${verb} ${count}`;
  context.out(`${did}: all ${total} migrations are on ${where}.\n`);
  return 0;
}

function sayLeft(context: Context, { where }: Job, { run, refusals }: RunPlan): ExitCode {
  const names = run.map(({ migration }) => migration.name).join(', ');
  const message = `The ledger of ${where} still lacks: ${names}.`;
  const open = run.length === 0 ? [] : [{ message, fixes: ['Repeat the command.'] }];
  context.err(renderRefusals([...open, ...refusals], where));
  return 1;
}

function sayBusy(context: Context, job: Job, holder: LockHolder | null): ExitCode {
  const who = [
    holder?.application ?? 'another session',
    holder === null ? null : `process ${holder.pid}`,
    holder?.client && `from ${holder.client}`,
    holder?.since && `since ${holder.since}`,
  ].filter(Boolean);
  const message = `Another deployment holds the lock: ${who.join(', ')}.`;
  const fixes = ['Wait until it is done, and repeat the command.'];
  context.err(renderRefusals([{ message, fixes }], job.where));
  return 1;
}
