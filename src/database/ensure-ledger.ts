import { randomUUID } from 'node:crypto';
import { LEDGER_VERSION } from '../core/reading.ts';
import { GateError } from '../errors.ts';
import { readLedgerSql } from './ledger-sql.ts';
import type { Session } from './sql-session.ts';

/**
 * Makes the ledger where there is none, with a new random database id, in one transaction; under
 * the deploy lock. Gives the id that stands there afterwards. GateError LEDGER_NEWER: it has a
 * format that this version does not know.
 */
export async function ensureLedger(session: Session): Promise<{ databaseId: string }> {
  return { databaseId: (await readDatabaseId(session)) ?? (await createLedger(session)) };
}

async function readDatabaseId(session: Session): Promise<string | null> {
  const [found] = await session.query(HAS_GATE);
  if (found?.['present'] !== 't') return null;
  const [gate] = await session.query('SELECT database_id, ledger_version FROM migration_gate.gate');
  const version = Number(gate?.['ledger_version']);
  if (version > LEDGER_VERSION) {
    throw new GateError('LEDGER_NEWER', { version: String(version), known: `${LEDGER_VERSION}` });
  }
  return gate?.['database_id'] ?? null;
}

/** From the catalog: it can be asked by a role that has no rights on the schema. */
const HAS_GATE = `
  SELECT EXISTS (
    SELECT FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE n.nspname OPERATOR(pg_catalog.=) 'migration_gate'
      AND c.relname OPERATOR(pg_catalog.=) 'gate'
  ) AS present`;

async function createLedger(session: Session): Promise<string> {
  const databaseId = randomUUID();
  try {
    await session.run(`BEGIN;\n${readLedgerSql()}`);
    await session.query(
      'INSERT INTO migration_gate.gate (database_id, ledger_version) ' +
        'VALUES ($1::pg_catalog.uuid, $2::pg_catalog.int4)',
      [databaseId, String(LEDGER_VERSION)],
    );
    await session.run('COMMIT');
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return databaseId;
}
