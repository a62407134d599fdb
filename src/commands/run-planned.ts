import type { Planned } from '../core/plan-run.ts';
import { parseStatementTimeout } from '../core/sql-header.ts';
import { visible } from '../core/visible.ts';
import { cancelStatement, readServerProcess } from '../database/cancel-statement.ts';
import type { DeployLock } from '../database/deploy-lock.ts';
import { PATIENT, type Patience } from '../database/retry-locks.ts';
import { type RunResult, runMigration } from '../database/run-migration.ts';
import { runSteps, type StepsResult } from '../database/run-steps.ts';
import type { Session } from '../database/sql-session.ts';
import type { NotRun } from '../database/write-not-run.ts';
import type { Context, ExitCode, Interrupts } from './context.ts';
import { runBeginning } from './run-beginning.ts';
import type { Job } from './run-job.ts';
import { sayFailure, sayLockLost, sayStopped } from './say-failure.ts';
import { settleUnknown } from './settle-unknown.ts';
import { withClock } from './with-clock.ts';

/** Who runs the plan, under which lock. */
export type Runner = {
  readonly by: string;
  readonly lock: DeployLock;
  /** Names of what it has run; it adds to it. */
  readonly ran: string[];
  /** What the ledger gets of a baseline that it begins with. */
  readonly rows: readonly NotRun[];
};

/**
 * The planned migrations one by one, each with its ledger row; the first failure ends it. The first
 * Ctrl-C lets the running statement end and begins no other, the second breaks it off.
 */
export async function runPlanned(
  context: Context,
  session: Session,
  job: Job,
  runner: Runner,
): Promise<ExitCode> {
  const serverProcess = await readServerProcess(session);
  return context.catchInterrupts(async (interrupts) => {
    const { timeoutSeconds } = job.run.config;
    const cancel = (): void => {
      void cancelStatement(job.target.connection, serverProcess, timeoutSeconds).catch(() => {});
    };
    interrupts.soon.addEventListener('abort', () => context.err(STOPPING));
    interrupts.now.addEventListener('abort', cancel);
    return runEach(context, session, job, { ...runner, interrupts });
  });
}

const STOPPING = '\nStopping as soon as the running statement ends. Once more breaks it off.\n';

type Watched = Runner & { readonly interrupts: Interrupts };

function sayNotices(context: Context, { notices }: RunResult): void {
  for (const { severity, message } of notices) {
    context.err(`  ${visible(`${severity}: ${message}`)}\n`);
  }
}

async function runEach(
  context: Context,
  session: Session,
  job: Job,
  runner: Watched,
): Promise<ExitCode> {
  const { run } = job.plan;
  const begun = await runBeginning(context, session, job, runner);
  if (begun !== 0) return begun;
  for (const [i, item] of run.entries()) {
    const done = run.slice(0, i);
    if (runner.interrupts.soon.aborted) return sayStopped(context, job, done, run.slice(i));
    const { name } = item.migration;
    let held = true;
    const beforeIt = async (): Promise<string | null> => {
      held = await runner.lock.stillHeld();
      return held ? null : 'the deploy lock is lost';
    };
    const patience = { ...patienceOf(context, name, runner), beforeIt };
    const result = await withClock(context, name, () =>
      runOne(session, job, item, runner, patience),
    );
    if (!held && result.outcome !== 'applied') return sayLockLost(context, job, run.slice(i));
    sayNotices(context, result);
    if (result.outcome !== 'applied') {
      const known = await settleUnknown(job, result);
      const stopped = runner.interrupts.soon.aborted;
      const parts = { done, failed: item, left: run.slice(i + 1), stopped };
      return sayFailure(context, job, known, parts);
    }
    runner.ran.push(name);
    context.out(`  ✓ ${name} (${result.durationMs} ms)\n`);
  }
  return 0;
}

function runOne(
  session: Session,
  { facts, run }: Job,
  { migration, sql, script }: Planned,
  { by }: Runner,
  patience: Patience,
): Promise<RunResult | StepsResult> {
  const { commit, ref } = facts.candidate;
  const branch = ref?.replace('refs/heads/', '') ?? null;
  const timeout = parseStatementTimeout(sql);
  const { name, blob } = migration;
  const row = {
    ...{ name, blob, sql, origin: run.origin, commit, branch, by },
    ...(timeout === null ? {} : { statementTimeout: timeout.value }),
  };
  if (script.way === 'steps') return runSteps(session, row, script, patience);
  return runMigration(session, { ...row, text: script.text }, patience);
}

function patienceOf(context: Context, name: string, { interrupts, lock }: Watched): Patience {
  return {
    ...PATIENT,
    onRetry: (attempt, of, milliseconds) => {
      const pause = `${(milliseconds / 1000).toFixed(1)} s`;
      context.err(
        `  ${visible(name)}: a lock was not to be had in time (attempt ${attempt} of ${of}).\n` +
          `  Nothing of it stays; it is tried again in ${pause}.\n`,
      );
    },
    stopped: () => {
      if (interrupts.soon.aborted) return 'stopped before this statement, as you asked';
      return lock.lost.aborted ? 'stopped before this statement: the deploy lock is lost' : null;
    },
  };
}
