import { findTransactionControl } from '../core/sql-checks.ts';
import { answerOf, beginClean, timeoutSetting } from './begin-clean.ts';
import {
  appliedSql,
  isRowGone,
  type NewLedgerRow,
  startedSql,
  writeStartedOnce,
} from './ledger-writes.ts';
import { PATIENT, type Patience, retryLocks } from './retry-locks.ts';
import { type RunError, toRunError } from './run-error.ts';
import type { Notice, Row, Session } from './sql-session.ts';
import { isConnectionLost } from './sqlstate.ts';

/**
 * How a migration went. `applied`: it and its ledger row are committed. `failed`: nothing of it is
 * there. `interrupted`: its SQL ended the transaction itself (COMMIT, ROLLBACK), so parts of it may
 * be there; the ledger says `started`. `unknown`: the connection broke where something may have been
 * committed: `readTransactionFate`, then read the ledger.
 */
export type RunResult = Outcome & { readonly notices: readonly Notice[] };

type Outcome =
  | { readonly outcome: 'applied'; readonly durationMs: number }
  | { readonly outcome: 'failed' | 'interrupted'; readonly error: RunError }
  | { readonly outcome: 'unknown'; readonly error: RunError; readonly transaction: string };

/** A migration as it runs. */
export type Runnable = NewLedgerRow & {
  /** What is sent, where that is not exactly the ledger's text. */
  readonly text?: string;
  /** How long a statement may take: `15min`; absent: as the role and the database have it. */
  readonly statementTimeout?: string;
};

/**
 * Runs one migration in one transaction together with its ledger row, which is written first: so a
 * second deployer of the same migration waits for it and then fails, before running anything, and
 * a COMMIT inside the file leaves the row as `started`. A lock that is not to be had within 5 s
 * rolls everything back; it is tried again at most five times.
 */
export async function runMigration(
  session: Session,
  migration: Runnable,
  patience: Patience = PATIENT,
): Promise<RunResult> {
  return retryLocks(
    () => runOnce(session, migration, patience),
    (result) => result.outcome === 'failed' && result.error.lockTimeout,
    patience,
  );
}

async function runOnce(
  session: Session,
  migration: Runnable,
  patience: Patience,
): Promise<RunResult> {
  const notices: Notice[] = [];
  let transaction: string;
  try {
    transaction = await begin(session, migration, patience);
  } catch (error) {
    return { ...(await fail(session, error)), notices };
  }
  session.onNotice = (notice) => notices.push(notice);
  try {
    return { ...(await runInside({ session, migration, transaction })), notices };
  } finally {
    session.onNotice = null;
  }
}

/** The id of the transaction that it opens, in one message with the ledger's row. */
async function begin(session: Session, migration: Runnable, patience: Patience): Promise<string> {
  const results = await beginClean(
    session,
    `BEGIN;
    -- DISCARD ALL takes away the role that ALTER ROLE … SET role gives at login.
    RESET ROLE;
    SET LOCAL lock_timeout TO '5s';
    SET LOCAL idle_in_transaction_session_timeout TO '60s';
    ${timeoutSetting('SET LOCAL', migration)}
    ${startedSql(migration)};
    ${TRANSACTION_ID}`,
    patience,
  );
  return transactionId(results.at(-1));
}

type Running = {
  readonly session: Session;
  readonly migration: Runnable;
  readonly transaction: string;
};

async function runInside(running: Running): Promise<Outcome> {
  const { session, migration, transaction } = running;
  const text = migration.text ?? migration.sql;
  const started = performance.now();
  try {
    await session.run(text);
  } catch (error) {
    // Whether a COMMIT of its own went through before the line broke, only the server knows.
    if (isConnectionLost(error) && findTransactionControl(text)) return unknown(error, transaction);
    const committed = session.lastTags().some((tag) => ENDS_AND_KEEPS.has(tag));
    return committed ? interrupted(running, error) : fail(session, error);
  }
  return finish(running, Math.round(performance.now() - started));
}

/**
 * Commits, if this is still the transaction that was begun and its row the ledger's. The server
 * judges that: where the first message fails, the second does nothing but fail, and where the
 * transaction is another one, it finds no row and stops before its COMMIT.
 */
async function finish(running: Running, durationMs: number): Promise<Outcome> {
  const { session, migration, transaction } = running;
  const applied = appliedSql(migration.name, durationMs, transaction);
  const [after, committed] = await session.runTogether([AFTERWARDS, `${applied};\nCOMMIT`]);
  try {
    const now = transactionId(answerOf(after).at(-1));
    if (now !== transaction) return await interrupted(running, new Error(ENDED_BY_ITSELF));
    answerOf(committed);
  } catch (error) {
    if (isConnectionLost(error)) return unknown(error, transaction);
    return fail(session, isRowGone(error) ? new Error('its row in the ledger is gone') : error);
  }
  return { outcome: 'applied', durationMs };
}

function unknown(error: unknown, transaction: string): Outcome {
  return { outcome: 'unknown', error: toRunError(error), transaction };
}

/** Rolls back; where the connection is gone the server does. */
async function fail(session: Session, error: unknown): Promise<Outcome> {
  session.onNotice = null;
  await session.run('ROLLBACK').catch(() => undefined);
  return { outcome: 'failed', error: toRunError(error) };
}

async function interrupted(running: Running, error: unknown): Promise<Outcome> {
  const { session, migration, transaction } = running;
  try {
    await session.run('ROLLBACK');
    await session.run('DISCARD ALL');
    await session.run("RESET ROLE; SET lock_timeout TO '5s'");
    await writeStartedOnce(session, migration);
  } catch {
    return unknown(error, transaction);
  }
  return { outcome: 'interrupted', error: toRunError(error) };
}

const ENDED_BY_ITSELF =
  'the file ended its transaction itself: it holds a COMMIT, an END or a ROLLBACK';

/**
 * Tags of what keeps something although the rest of the message fails. A ROLLBACK is not among
 * them: what follows it in the same message is rolled back with the rest.
 */
const ENDS_AND_KEEPS = new Set(['COMMIT', 'PREPARE TRANSACTION']);

const TRANSACTION_ID = 'SELECT pg_catalog.txid_current() AS transaction_id';

/**
 * What the file put off until COMMIT happens here, still in the file's own role and search_path.
 * Then our words are understood again, whatever it has set.
 */
const AFTERWARDS = `
  SET CONSTRAINTS ALL IMMEDIATE;
  RESET SESSION AUTHORIZATION;
  RESET ROLE;
  SET LOCAL client_encoding TO 'UTF8';
  ${TRANSACTION_ID}`;

function transactionId(rows: readonly Row[] | undefined): string {
  return rows?.[0]?.['transaction_id'] ?? '';
}
