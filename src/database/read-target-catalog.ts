import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import type { Catalog } from '../core/timeline.ts';
import { GateError } from '../errors.ts';
import { classifyError } from './classify-error.ts';
import { isEmbeddedDatabase } from './embedded-folder.ts';
import { readCatalog } from './read-catalog.ts';
import { withSession } from './session.ts';

export type CatalogReading = { readonly access: 'ok'; readonly catalog: Catalog } | NoAnswer;

/**
 * The catalog of a target, over a connection of its own that only reads; a folder that holds no
 * database is empty. Every failure is a NoAnswer; GateError PEER_MISSING (embedded databases).
 */
export async function readTargetCatalog(
  target: Target,
  timeoutSeconds: number,
): Promise<CatalogReading> {
  const { connection } = target;
  if (connection.kind === 'pglite' && !isEmbeddedDatabase(connection.folder)) {
    return { access: 'ok', catalog: new Map() };
  }
  const options = { timeoutSeconds, readOnly: true, applicationName: 'migration-gate verify' };
  try {
    const catalog = await withSession(connection, options, (session) =>
      readCatalog(session, timeoutSeconds),
    );
    return { access: 'ok', catalog };
  } catch (error) {
    if (error instanceof GateError && error.code !== 'EMBEDDED_BUSY') throw error;
    return classifyError(error, { target, timeoutSeconds });
  }
}
