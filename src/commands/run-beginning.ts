import type { Beginning } from '../core/begin-with-baseline.ts';
import type { Facts } from '../core/facts.ts';
import type { Planned } from '../core/plan-run.ts';
import { renderFailure } from '../core/render-run.ts';
import { decodeSql } from '../core/sql-text.ts';
import { fixForPending } from '../core/target-reasons.ts';
import { visible } from '../core/visible.ts';
import { runBaseline } from '../database/run-baseline.ts';
import type { Session } from '../database/sql-session.ts';
import type { NotRun } from '../database/write-not-run.ts';
import type { Git } from '../git/git.ts';
import { readBlobs } from '../git/read-blobs.ts';
import type { Context, ExitCode } from './context.ts';
import type { Job } from './run-job.ts';
import { settleUnknown } from './settle-unknown.ts';
import { withClock } from './with-clock.ts';

/**
 * The baseline, where the plan begins with one: all of it and its rows in the ledger, or nothing.
 *
 * @param rows what it stands for
 */
export async function runBeginning(
  context: Context,
  session: Session,
  job: Job,
  { ran, rows }: { readonly ran: string[]; readonly rows: readonly NotRun[] },
): Promise<ExitCode> {
  const { beginning, run } = job.plan;
  if (beginning === undefined) return 0;
  const { path, sql } = beginning.baseline;
  const result = await withClock(context, path, () => runBaseline(session, sql, rows));
  for (const { severity, message } of result.notices) {
    context.err(`  ${visible(`${severity}: ${message}`)}\n`);
  }
  if (result.outcome !== 'applied') {
    const known = await settleUnknown(job, result);
    context.err(renderFailure(asMigration(beginning), known, [], run));
    const again = fixForPending(job.run.target, job.facts);
    const isFile = known.outcome === 'failed' && known.error.sqlstate !== null;
    const first = isFile ? ['Make what it needs there (a role, an extension), and repeat:'] : [];
    context.err(`What to type:\n${[...first, again].map((fix) => `  ${fix}\n`).join('')}`);
    return 1;
  }
  ran.push(path);
  context.out(`  ✓ ${visible(path)} (${result.durationMs} ms)\n`);
  return 0;
}

/** For the words about a failure: where in which file. */
function asMigration({ baseline: { path, blob, sql } }: Beginning): Planned {
  const script = { way: 'transaction', text: sql } as const;
  return { migration: { name: path, path, blob }, sql, script };
}

/**
 * The rows of what a baseline stands for, with the text that it was made of, whatever the file says
 * now. GateError MISSING_OBJECT: a shallow clone has not got that text.
 */
export async function readCoveredRows(
  git: Git,
  { commit, ref }: Facts['candidate'],
  beginning: Beginning | undefined,
  by: string,
): Promise<NotRun[]> {
  const pairs = beginning?.record ?? [];
  const bytes = await readBlobs(git, [...new Set(pairs.map(({ blob }) => blob))]);
  const branch = ref?.replace('refs/heads/', '') ?? null;
  return pairs.map(({ name, blob }) => {
    const decoded = decodeSql(bytes.get(blob) ?? new Uint8Array());
    const sql = decoded.ok ? decoded.text : '';
    return { name, blob, sql, by, commit, branch, origin: 'baseline' };
  });
}
