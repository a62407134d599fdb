import type { Planned } from '../core/plan-run.ts';
import { NO_TRANSACTION } from '../core/plan-script.ts';
import { type Failure, renderFailure } from '../core/render-run.ts';
import { resolveCommands } from '../core/settling-reasons.ts';
import { fixForPending } from '../core/target-reasons.ts';
import { visible } from '../core/visible.ts';
import { ALREADY_THERE, waysWhenThere } from '../core/ways-out.ts';
import type { Context, ExitCode } from './context.ts';
import type { Job } from './run-job.ts';

export type FailedRun = {
  readonly done: readonly Planned[];
  readonly failed: Planned;
  readonly left: readonly Planned[];
  /** Somebody asked for it. */
  readonly stopped: boolean;
};

/** A failure, and what to type: for the file, for what it left behind, and to go on. */
export function sayFailure(
  context: Context,
  job: Job,
  result: Failure,
  { done, failed, left, stopped }: FailedRun,
): ExitCode {
  context.err(renderFailure(failed, result, done, left));
  const { advice } = job.facts;
  const { target } = job.run;
  const isThere =
    result.outcome === 'failed' && ALREADY_THERE.includes(result.error.sqlstate ?? '');
  const fixes = isThere
    ? waysWhenThere({ ...advice, target }, failed.migration)
    : result.steps !== undefined
      ? [
          ...invalidFixes(result.steps.cleanup),
          'Look there: --applied if all its effects are there, --not-applied if none.',
          ...resolveCommands(job.run.target, failed.migration.name, job.facts),
        ]
      : result.outcome === 'interrupted'
        ? [`${advice.invoke} verify ${advice.what}`.trimEnd()]
        : [[stopped ? '' : whatToCorrect(result, failed), againOf(job)].filter(Boolean).join(' ')];
  context.err(`What to type:\n${fixes.map((fix) => `  ${visible(fix)}\n`).join('')}`);
  return 1;
}

function invalidFixes(cleanup: readonly string[]): readonly string[] {
  if (cleanup.length === 0) return [];
  return ['It left what is invalid; in psql:', ...cleanup];
}

/** Not the file is wrong where the line broke, the server stopped, or a lock was not to be had. */
const NOT_THE_FILE = /^(08|53|57P|55P03|40)/;
/** It needs more than one transaction: a new value of an enum used at once, a COMMIT in a CALL. */
const NEEDS_MORE = /^(25001|55P04|2D000)$/;

/** 42501: nor where the role must not do this. 57014: it took longer than it may. */
function whatToCorrect({ outcome, error }: Failure, { migration }: Planned): string {
  const { sqlstate } = error;
  if (outcome !== 'failed' || sqlstate === null || NOT_THE_FILE.test(sqlstate)) return '';
  if (sqlstate === '42501') {
    return 'Name a role that may do this in .env (DEPLOY_DATABASE_URL), and repeat:';
  }
  if (NEEDS_MORE.test(sqlstate)) {
    return `It needs "${NO_TRANSACTION}" at the top. Commit it, and repeat:`;
  }
  if (sqlstate === '57014' && /statement timeout/.test(error.message)) {
    return 'Give it more time: "-- migration-gate: statement-timeout 1h" at the top, and repeat:';
  }
  return `Correct ${migration.path}, commit it, and repeat:`;
}

/** Ctrl-C between two migrations: where it is, and how to go on. */
export function sayStopped(
  context: Context,
  job: Job,
  done: readonly Planned[],
  left: readonly Planned[],
): ExitCode {
  const names = (list: readonly Planned[]): string =>
    list.length === 0 ? 'none' : list.map(({ migration }) => visible(migration.name)).join(', ');
  context.err(
    `✗ Stopped on ${visible(job.where)}, as you asked.\n` +
      `  applied: ${names(done)}\n  not run: ${names(left)}\n` +
      `What to type:\n  ${againOf(job)}\n`,
  );
  return 1;
}

export function sayLockLost(context: Context, job: Job, left: readonly Planned[]): ExitCode {
  const names = left.map(({ migration }) => migration.name).join(', ');
  context.err(`✗ The deploy lock on ${job.where} is lost. Not run: ${names}\n`);
  context.err(`What to type:\n  ${againOf(job)}\n`);
  return 1;
}

const againOf = ({ run, facts }: Job): string => fixForPending(run.target, facts);
