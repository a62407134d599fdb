import type { Connection } from '../core/target.ts';
import { withSession } from './session.ts';
import type { Session } from './sql-session.ts';

/** The server process of a session, for `cancelStatement`. */
export async function readServerProcess(session: Session): Promise<string> {
  const [row] = await session.query('SELECT pg_catalog.pg_backend_pid() AS pid');
  return row?.['pid'] ?? '0';
}

/**
 * Breaks off the statement that a server process runs, from a session of its own; the one that
 * waits for it gets 57014. An embedded database has one session only: there it does nothing.
 */
export async function cancelStatement(
  connection: Connection,
  serverProcess: string,
  timeoutSeconds: number,
): Promise<void> {
  if (connection.kind === 'pglite') return;
  await withSession(connection, { timeoutSeconds }, (session) =>
    session.query('SELECT pg_catalog.pg_cancel_backend($1::pg_catalog.int4)', [serverProcess]),
  );
}
