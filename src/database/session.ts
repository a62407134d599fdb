import type { Connection } from '../core/target.ts';
import { prepareEmbeddedFolder, refuseOtherContent } from './embedded-folder.ts';
import { embeddedLockPath, withEmbeddedLock } from './embedded-lock.ts';
import type { OpenSession, Session, SessionOptions } from './sql-session.ts';

/**
 * Opens one session, hands it to `use`, and surely closes it. Errors of the connection and of the
 * server are thrown as they come: `classifyError` puts them into words. GateError: PEER_MISSING,
 * EMBEDDED_BUSY, BAD_CONFIG (embedded databases only).
 */
export async function withSession<T>(
  connection: Connection,
  options: SessionOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  if (connection.kind === 'server') {
    const { openServerSession } = await import('./server-session.ts');
    return useAndClose(await openServerSession(connection, options), use);
  }
  const { folder } = connection;
  prepareEmbeddedFolder(folder, options.readOnly ?? false);
  const { openEmbeddedSession } = await import('./embedded-session.ts');
  return withEmbeddedLock(embeddedLockPath(folder), options.timeoutSeconds, async () => {
    refuseOtherContent(folder);
    return useAndClose(await openEmbeddedSession(folder), use);
  });
}

async function useAndClose<T>(
  { session, close }: OpenSession,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  try {
    return await use(session);
  } finally {
    await close();
  }
}
