import { toRunError } from './run-error.ts';
import type { RunResult } from './run-migration.ts';
import type { Notice, Session } from './sql-session.ts';
import { isConnectionLost } from './sqlstate.ts';
import { type NotRun, writeNotRun } from './write-not-run.ts';

/**
 * Runs a dump in an empty database, and records what it stands for, in one transaction: all of it
 * is there afterwards, or nothing. Under the deploy lock; the ledger must be there.
 */
export async function runBaseline(
  session: Session,
  sql: string,
  rows: readonly NotRun[],
): Promise<RunResult> {
  const notices: Notice[] = [];
  const started = performance.now();
  let transaction = '';
  try {
    await session.run('DISCARD ALL');
    const begun = await session.run(BEGIN);
    transaction = begun.at(-1)?.[0]?.['transaction_id'] ?? '';
    session.onNotice = (notice) => notices.push(notice);
    await session.run(sql);
    await session.run(AFTERWARDS);
    for (const row of rows) await writeNotRun(session, row);
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined);
    return { outcome: 'failed', error: toRunError(error), notices };
  } finally {
    session.onNotice = null;
  }
  const durationMs = Math.round(performance.now() - started);
  try {
    await session.run('COMMIT');
  } catch (error) {
    const lost = isConnectionLost(error);
    const failed = { error: toRunError(error), notices };
    if (lost) return { outcome: 'unknown', transaction, ...failed };
    return { outcome: 'failed', ...failed };
  }
  // It sets for the session what is no migration's to find.
  await session.run('DISCARD ALL');
  return { outcome: 'applied', durationMs, notices };
}

const BEGIN = `
  BEGIN;
  RESET ROLE;
  SET LOCAL lock_timeout TO '5s';
  SET LOCAL idle_in_transaction_session_timeout TO '60s';
  SELECT pg_catalog.txid_current() AS transaction_id`;

const AFTERWARDS = `
  SET CONSTRAINTS ALL IMMEDIATE;
  RESET SESSION AUTHORIZATION;
  RESET ROLE;
  SET LOCAL client_encoding TO 'UTF8'`;
