import type { Failure } from '../core/render-run.ts';
import { readTransactionFate } from '../database/read-transaction-fate.ts';
import type { RunResult } from '../database/run-migration.ts';
import type { StepsResult } from '../database/run-steps.ts';
import { withSession } from '../database/session.ts';
import type { Session } from '../database/sql-session.ts';
import type { Job } from './run-job.ts';

/** How long a transaction whose COMMIT got no answer may go on before we say "unknown". */
const FATE_SECONDS = 5;

type Failed = Exclude<RunResult | StepsResult, { outcome: 'applied' }>;

/** A lost answer to COMMIT: a new connection asks the server what became of the transaction. */
export async function settleUnknown(job: Job, result: Failed): Promise<Failure> {
  if (result.outcome !== 'unknown') return result;
  const { timeoutSeconds } = job.run.config;
  const ask = (session: Session): ReturnType<typeof readTransactionFate> =>
    readTransactionFate(session, result.transaction, FATE_SECONDS);
  const fate = await withSession(job.target.connection, { timeoutSeconds }, ask).catch(() => null);
  if (fate === 'aborted') return { outcome: 'failed', error: result.error };
  return fate === 'committed' ? { outcome: 'committed', error: result.error } : result;
}
