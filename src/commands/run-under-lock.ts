import type { Facts } from '../core/facts.ts';
import type { RunPlan } from '../core/plan-run.ts';
import { nothingRan, renderRefusals } from '../core/render-run.ts';
import { fixForPending } from '../core/target-reasons.ts';
import { classifyError } from '../database/classify-error.ts';
import { withDeployLock } from '../database/deploy-lock.ts';
import { ensureLedger } from '../database/ensure-ledger.ts';
import { readInSession } from '../database/read-target.ts';
import { withSession } from '../database/session.ts';
import type { Session } from '../database/sql-session.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Repository } from '../git/repository.ts';
import { backUp } from './back-up.ts';
import type { Context, ExitCode } from './context.ts';
import { withFingerprint } from './fingerprint-run.ts';
import { lookIfEmpty } from './look-if-empty.ts';
import { settleOpenDebts } from './open-debts.ts';
import { pinTarget } from './pin-target.ts';
import { readCoveredRows } from './run-beginning.ts';
import { isIdle, isWithin, type Job, planOf } from './run-job.ts';
import { type Runner, runPlanned } from './run-planned.ts';
import { sayBusy } from './say-busy.ts';
import { shareDebts } from './share-debts.ts';

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
  const ran: string[] = [];
  let done: Done;
  try {
    const locked = await withDeployLock(job.target.connection, options, (lock) =>
      withSession(job.target.connection, { timeoutSeconds, applicationName }, (session) =>
        runLocked(context, repository, session, job, { by, lock, ran, rows: [] }),
      ),
    );
    if (locked.outcome === 'busy') {
      const said = { heading: nothingRan(job.where), again: againOf(job) };
      return sayBusy(context, locked.holder, said);
    }
    done = locked.value;
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target: job.target, timeoutSeconds });
    context.err(renderRefusals([{ message: problem, fixes }], headingOf(job, ran)));
    return 1;
  }
  if (done.code !== 0) return done.code;
  if (job.run.pin) await pinTarget(context, repository, job.target, done.databaseId);
  return sayDone(context, job, ran);
}

type Done = { readonly code: ExitCode; readonly databaseId: string };

async function runLocked(
  context: Context,
  repository: Repository,
  session: Session,
  job: Job,
  runner: Runner,
): Promise<Done> {
  const { databaseId } = await ensureLedger(session);
  const { plan } = await planAgain(session, job);
  if (plan.refusals.length > 0) {
    context.err(renderRefusals(plan.refusals, nothingRan(job.where)));
    return { code: 1, databaseId };
  }
  const { target, run } = job;
  const { timeoutSeconds } = run.config;
  await shareDebts(context, repository, { session, target, databaseId, timeoutSeconds });
  const { candidate } = job.facts;
  const rows = await readCoveredRows(repository.git, candidate, plan.beginning, runner.by);
  if (!isIdle(plan) && !(await backUp(context, session, job))) return { code: 1, databaseId };
  const planned = { ...job, plan };
  const code = await withFingerprint(context, session, planned, runner.ran, () =>
    runPlanned(context, session, planned, { ...runner, rows }),
  );
  if (code !== 0) return { code, databaseId };
  // A last look: what the ledger does not say did not happen.
  const { plan: left, facts } = await planAgain(session, job);
  await settleOpenDebts(context, repository, run.config, facts);
  const complete = isIdle(left) && left.refusals.length === 0;
  return { code: complete ? 0 : sayLeft(context, job, left, runner.ran), databaseId };
}

/** What had run when it ended, for a heading. */
function headingOf({ where }: Job, ran: readonly string[]): string {
  return ran.length === 0 ? nothingRan(where) : `Stopped on ${where}; ran: ${ran.join(', ')}.`;
}

/** Somebody may have deployed since the plan was confirmed: it may shrink, and never grow. */
async function planAgain(
  session: Session,
  { target, facts, run, plan, parsed }: Job,
): Promise<{ readonly plan: RunPlan; readonly facts: Facts }> {
  const pairs = facts.candidate.migrations;
  const reading = await readInSession(session, target, pairs, run.config.timeoutSeconds);
  const targets = facts.targets.map((other) =>
    other.name === target.name ? { ...other, reading } : other,
  );
  const { timeoutSeconds } = run.config;
  const now = await lookIfEmpty({ ...facts, targets }, target, timeoutSeconds, session);
  const again = planOf(now, run, parsed);
  const begins = again.beginning === undefined || plan.beginning !== undefined;
  if (begins && isWithin(again.run, plan.run)) return { plan: again, facts: now };
  const message = 'The plan has changed since it was shown.';
  const refusals = [{ message, fixes: [fixForPending(target.name, facts)] }];
  return { plan: { ...again, refusals }, facts: now };
}

function sayDone(context: Context, { run, where, facts }: Job, ran: readonly string[]): ExitCode {
  const total = facts.candidate.migrations.length;
  const all = total === 1 ? 'the one migration is' : `all ${total} migrations are`;
  const verb = run.origin === 'deployed' ? 'Deployed' : 'Applied';
  const { path } = facts.candidate.baseline ?? {};
  const begun = path !== undefined && ran[0] === path;
  const count = begun ? ran.length - 1 : ran.length;
  const first = begun ? `Began with ${path}. ` : '';
  const did = ran.length === 0 ? 'Nothing was pending' : `${first}${verb} ${count}`;
  context.out(`${did}: ${all} on ${where}.\n`);
  return 0;
}

function sayLeft(
  context: Context,
  job: Job,
  { run, refusals }: RunPlan,
  ran: readonly string[],
): ExitCode {
  const names = run.map(({ migration }) => migration.name).join(', ');
  const message = `The ledger of ${job.where} still lacks: ${names}.`;
  const open = run.length === 0 ? [] : [{ message, fixes: [againOf(job)] }];
  context.err(renderRefusals([...open, ...refusals], headingOf(job, ran)));
  return 1;
}

const againOf = ({ run, facts }: Job): string => fixForPending(run.target, facts);
