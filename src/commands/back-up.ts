import { resolve } from 'node:path';
import { nothingRan, renderRefusals } from '../core/render-run.ts';
import { fixForPending } from '../core/target-reasons.ts';
import { dumpDatabase } from '../database/dump-database.ts';
import type { Session } from '../database/sql-session.ts';
import type { Context } from './context.ts';
import type { Job } from './run-job.ts';
import { withClock } from './with-clock.ts';

/** Writes the backup that was asked for; false: there is none, and nothing may run. */
export async function backUp(context: Context, session: Session, job: Job): Promise<boolean> {
  const { run, target, where, facts } = job;
  if (run.backup === undefined) return true;
  const file = resolve(context.cwd, run.backup);
  const dump = (): Promise<string | null> =>
    withClock(context, `pg_dump to ${run.backup}`, () =>
      dumpDatabase(target.connection, session, file, context.env),
    );
  // Ctrl-C reaches pg_dump, too; what it has left unfinished is taken away before we end.
  const problem = await context.catchInterrupts(async ({ soon }) => {
    const failed = await dump();
    return failed ?? (soon.aborted ? 'Stopped after the backup, as you asked.' : null);
  });
  if (problem === null) {
    context.out(`  ✓ backup in ${run.backup}\n`);
    return true;
  }
  const fixes = ['Put that right, or deploy without a backup:', fixForPending(run.target, facts)];
  context.err(renderRefusals([{ message: problem, fixes }], nothingRan(where)));
  return false;
}
