import { GateError } from '../errors.ts';
import type { Session } from './sql-session.ts';

/** How often two sessions are compared: a pooler may have several idle connections. */
const ROUNDS = 3;

/**
 * Refuses a transaction pooler, before anything is left in a session behind it: there, the next
 * statement may have another server process, so no advisory lock and no setting lasts (contract 8).
 * A direct connection is known by its server process, which the server named at login and which
 * poolers keep for themselves. A session pooler is let through: only while `session` is in no
 * transaction and `other` is in one does a transaction pooler give itself away, by giving one
 * server process to both, or another one to the first.
 *
 * @param open opens a second session with the same connection
 * @throws GateError TRANSACTION_POOLER
 */
export async function refuseTransactionPooler(
  session: Session,
  open: <T>(use: (other: Session) => Promise<T>) => Promise<T>,
): Promise<void> {
  const first = await readProcess(session);
  if (session.serverProcess === null || session.serverProcess === first) return;
  for (let round = 0; round < ROUNDS; round += 1) {
    await open(async (other) => {
      const results = await other.run('BEGIN; SELECT pg_catalog.pg_backend_pid() AS pid');
      const theirs = results.at(-1)?.[0]?.['pid'];
      const again = await readProcess(session);
      await other.run('ROLLBACK');
      if (theirs === first || again !== first) throw new GateError('TRANSACTION_POOLER');
    });
  }
}

async function readProcess(session: Session): Promise<string> {
  const results = await session.run('SELECT pg_catalog.pg_backend_pid() AS pid');
  return results[0]?.[0]?.['pid'] ?? '';
}
