import type { Planned } from '../core/plan-run.ts';
import { type Failure, renderFailure } from '../core/render-run.ts';
import { fixForPending } from '../core/target-reasons.ts';
import { visible } from '../core/visible.ts';
import { ALREADY_THERE, waysWhenThere } from '../core/ways-out.ts';
import type { DeployLock } from '../database/deploy-lock.ts';
import { readTransactionFate } from '../database/read-transaction-fate.ts';
import { type RunResult, runMigration } from '../database/run-migration.ts';
import { withSession } from '../database/session.ts';
import type { Session } from '../database/sql-session.ts';
import type { Context, ExitCode } from './context.ts';
import type { Job } from './run-job.ts';

/** Who runs the plan, under which lock. */
export type Runner = {
  readonly by: string;
  readonly lock: DeployLock;
  /** Names of what it has run; it adds to it. */
  readonly ran: string[];
};

/** The planned migrations one by one, each with its ledger row; the first failure ends it. */
export async function runPlanned(
  context: Context,
  session: Session,
  job: Job,
  { by, lock, ran }: Runner,
): Promise<ExitCode> {
  const { run } = job.plan;
  const { commit, ref } = job.facts.candidate;
  const branch = ref?.replace('refs/heads/', '') ?? null;
  for (const [i, item] of run.entries()) {
    if (!(await lock.stillHeld())) return sayLockLost(context, job, run.slice(i));
    const { name, blob } = item.migration;
    const row = { name, blob, sql: item.sql, origin: job.run.origin, commit, branch, by };
    const result = await runMigration(session, row);
    for (const { severity, message } of result.notices) {
      context.err(`  ${visible(`${severity}: ${message}`)}\n`);
    }
    if (result.outcome !== 'applied') {
      const known = await settleUnknown(job, result);
      return sayFailure(context, job, known, run.slice(0, i), item, run.slice(i + 1));
    }
    ran.push(name);
    context.out(`  ✓ ${name} (${result.durationMs} ms)\n`);
  }
  return 0;
}

/** How long a transaction whose COMMIT got no answer may go on before we say "unknown". */
const FATE_SECONDS = 5;

/** A lost answer to COMMIT: a new connection asks the server what became of the transaction. */
async function settleUnknown(
  job: Job,
  result: Exclude<RunResult, { outcome: 'applied' }>,
): Promise<Failure> {
  if (result.outcome !== 'unknown') return result;
  const { timeoutSeconds } = job.run.config;
  const ask = (session: Session): ReturnType<typeof readTransactionFate> =>
    readTransactionFate(session, result.transaction, FATE_SECONDS);
  const fate = await withSession(job.target.connection, { timeoutSeconds }, ask).catch(() => null);
  if (fate === 'aborted') return { outcome: 'failed', error: result.error };
  return fate === 'committed' ? { outcome: 'committed', error: result.error } : result;
}

function sayFailure(
  context: Context,
  job: Job,
  result: Failure,
  done: readonly Planned[],
  failed: Planned,
  left: readonly Planned[],
): ExitCode {
  context.err(renderFailure(failed, result, done, left));
  const { invoke, what } = job.facts.advice;
  const again = fixForPending(job.run.target, job.facts);
  const isThere =
    result.outcome === 'failed' && ALREADY_THERE.includes(result.error.sqlstate ?? '');
  const fixes = isThere
    ? waysWhenThere({ invoke, what, target: job.run.target }, failed.migration)
    : result.outcome === 'interrupted'
      ? [`${invoke} verify ${what}`.trimEnd()]
      : [[whatToCorrect(result, failed), again].filter((part) => part !== '').join(' ')];
  context.err(`What to type:\n${fixes.map((fix) => `  ${visible(fix)}\n`).join('')}`);
  return 1;
}

/** Not the file is wrong where the line broke, the server stopped, or a lock was not to be had. */
const NOT_THE_FILE = /^(08|53|57P|55P03|40)/;

/** 42501: nor where the role must not do this. */
function whatToCorrect({ outcome, error }: Failure, { migration }: Planned): string {
  const { sqlstate } = error;
  if (outcome !== 'failed' || sqlstate === null || NOT_THE_FILE.test(sqlstate)) return '';
  return sqlstate === '42501'
    ? 'Name a role that may do this in .env (DEPLOY_DATABASE_URL), and repeat:'
    : `Correct ${migration.path}, commit it, and repeat:`;
}

function sayLockLost(context: Context, job: Job, left: readonly Planned[]): ExitCode {
  const names = left.map(({ migration }) => migration.name).join(', ');
  context.err(`✗ The deploy lock on ${job.where} is lost. Not run: ${names}\n`);
  context.err(`What to type:\n  ${fixForPending(job.run.target, job.facts)}\n`);
  return 1;
}
