import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LOCK_CLASS, LOCK_ID } from '../core/deploy-lock-key.ts';
import type { Connection } from '../core/target.ts';
import { GateError } from '../errors.ts';
import { readLockHolder, withEmbeddedLock } from './embedded-lock.ts';
import { refuseTransactionPooler } from './refuse-pooler.ts';
import { withSession } from './session.ts';
import type { Session } from './sql-session.ts';

/** Who has the lock, as far as the server tells us. */
export type LockHolder = {
  readonly pid: string;
  /** What its session calls itself: `migration-gate deployed (Ann <ann@example.com>)`. */
  readonly application: string | null;
  /** Its address; null where it is local, or we may not see it. */
  readonly client: string | null;
  /** ISO 8601 in UTC; null where we may not see it. */
  readonly since: string | null;
};

export type DeployLock = {
  /** Asks the server; false when the lock or its session is gone, or no answer comes in time. */
  stillHeld(): Promise<boolean>;
  /** Aborted as soon as the session that holds it is gone. */
  readonly lost: AbortSignal;
};

export type LockOptions = {
  /** Bounds connecting, and each answer to `stillHeld`. */
  readonly timeoutSeconds: number;
  /** How long to try while another has it; 0: once. */
  readonly waitSeconds: number;
  /** What others see as the holder. */
  readonly applicationName?: string;
};

export type Locked<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | { readonly outcome: 'busy'; readonly holder: LockHolder | null };

/**
 * Holds the deploy lock of a database while `use` runs: a session advisory lock on a connection of
 * its own that is in no transaction (CREATE INDEX CONCURRENTLY would wait for one). It is polled
 * for, never waited for inside the server. For an embedded database it is a file beside it, other
 * than the one that each session takes.
 */
export async function withDeployLock<T>(
  connection: Connection,
  options: LockOptions,
  use: (lock: DeployLock) => Promise<T>,
): Promise<Locked<T>> {
  if (connection.kind === 'pglite') return withFileLock(connection.folder, options, use);
  return withSession(connection, options, async (session) => {
    await refuseTransactionPooler(session, (other) => withSession(connection, options, other));
    if (!(await poll(session, options.waitSeconds))) {
      return { outcome: 'busy', holder: await readHolder(session) };
    }
    try {
      await session.run(PREPARE_HELD);
      const stillHeld = (): Promise<boolean> => isHeld(session, options.timeoutSeconds);
      return { outcome: 'done', value: await use({ stillHeld, lost: session.ended }) };
    } finally {
      // Where this fails the session is dead, and the lock with it.
      await session.query(`SELECT pg_catalog.pg_advisory_unlock(${KEYS})`).catch(() => undefined);
    }
  });
}

const KEYS = `${LOCK_CLASS}, ${LOCK_ID}`;

async function poll(session: Session, waitSeconds: number): Promise<boolean> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    const [row] = await session.query(`SELECT pg_catalog.pg_try_advisory_lock(${KEYS}) AS taken`);
    if (row?.['taken'] === 't') return true;
    const left = deadline - performance.now();
    if (left <= 0) return false;
    // Jitter, so that two who wait do not ask in step.
    await delay(Math.min(left, 200 + Math.random() * 300));
  }
}

const OF_OURS = `
  l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
    AND l.classid = ${LOCK_CLASS} AND l.objid = ${LOCK_ID}
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`;

async function readHolder(session: Session): Promise<LockHolder | null> {
  const [row] = await session.query(`
    SELECT l.pid, a.application_name, a.client_addr,
      to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
    FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
    WHERE ${OF_OURS}`);
  if (row === undefined) return null;
  return {
    pid: row['pid'] ?? '?',
    application: row['application_name'] || null,
    client: row['client_addr'] ?? null,
    since: row['since'] ?? null,
  };
}

/** Asked before each migration, and planned once: planning takes ten times as long as the answer. */
const PREPARE_HELD = `PREPARE migration_gate_lock_held AS
  SELECT FROM pg_catalog.pg_locks AS l WHERE ${OF_OURS} AND l.pid = pg_backend_pid()`;

/** Through a transaction pooler the next statement has another server process: not held there. */
async function isHeld(session: Session, timeoutSeconds: number): Promise<boolean> {
  if (session.ended.aborted) return false;
  const tooLate = delay(timeoutSeconds * 1000, false, { ref: false });
  const asked = session
    .run('EXECUTE migration_gate_lock_held')
    .then(([rows]) => rows?.length === 1)
    .catch(() => false);
  return Promise.race([asked, tooLate]);
}

async function withFileLock<T>(
  folder: string,
  options: LockOptions,
  use: (lock: DeployLock) => Promise<T>,
): Promise<Locked<T>> {
  const file = `${folder}.deploy.lock`;
  mkdirSync(dirname(file), { recursive: true });
  let entered = false;
  try {
    const value = await withEmbeddedLock(file, options.waitSeconds, async () => {
      entered = true;
      const stillHeld = async (): Promise<boolean> => readLockHolder(file) === String(process.pid);
      return use({ stillHeld, lost: new AbortController().signal });
    });
    return { outcome: 'done', value };
  } catch (error) {
    const busy = error instanceof GateError && error.code === 'EMBEDDED_BUSY' && !entered;
    if (!busy) throw error;
    const pid = readLockHolder(file) ?? '?';
    return { outcome: 'busy', holder: { pid, application: null, client: null, since: null } };
  }
}
