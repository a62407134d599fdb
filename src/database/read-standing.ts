import type { PromisedRow } from '../core/promised.ts';
import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import type { Catalog } from '../core/timeline.ts';
import { GateError } from '../errors.ts';
import { classifyError } from './classify-error.ts';
import { toLedgerRow } from './ledger-rows.ts';
import { readAtOnce, readCatalogNow } from './read-catalog.ts';
import { fingerprintOf, readMajorVersion } from './schema-fingerprint.ts';
import { withSession } from './session.ts';
import type { Session } from './sql-session.ts';

/** What is there, and what the ledger says of how it came to be, at one moment. */
export type Standing = {
  readonly catalog: Catalog;
  readonly fingerprint: string;
  readonly rows: readonly PromisedRow[];
};

export type StandingReading = ({ readonly access: 'ok' } & Standing) | NoAnswer;

/**
 * A target that has a ledger, over a connection of its own that only reads. Every failure is a
 * NoAnswer; GateError PEER_MISSING (embedded databases).
 *
 * @param ignore what the fingerprint leaves out, see drift-ignore.ts
 */
export async function readStanding(
  target: Target,
  timeoutSeconds: number,
  ignore: readonly string[],
): Promise<StandingReading> {
  const options = { timeoutSeconds, readOnly: true, applicationName: 'migration-gate drift' };
  try {
    const standing = await withSession(target.connection, options, (session) =>
      readAtOnce(session, timeoutSeconds, () => readNow(session, ignore)),
    );
    return { access: 'ok', ...standing };
  } catch (error) {
    if (error instanceof GateError && error.code !== 'EMBEDDED_BUSY') throw error;
    return classifyError(error, { target, timeoutSeconds });
  }
}

async function readNow(session: Session, ignore: readonly string[]): Promise<Standing> {
  const rows = await session.query(ROWS);
  const catalog = await readCatalogNow(session);
  const fingerprint = fingerprintOf(catalog, await readMajorVersion(session), ignore);
  return {
    catalog,
    fingerprint,
    rows: rows.map((row) => ({
      ...toLedgerRow(row),
      sql: row['sql'] ?? '',
      fingerprint: row['schema_fingerprint'] ?? null,
    })),
  };
}

/** Times in UTC, as readAtOnce has set it. */
const ROWS = `
  SELECT name, blob, sql, state, origin, schema_fingerprint,
    to_char(applied_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS applied_at
  FROM migration_gate.ledger`;
