import type { Pair } from '../../src/core/migration.ts';
import type { Answer, Reading } from '../../src/core/reading.ts';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { readTarget } from '../../src/database/read-target.ts';
import { withSession } from '../../src/database/session.ts';
import type { Access, FreshDatabase } from '../support/postgres.ts';
import { blobOf, targetOf } from './targets.ts';

export const A = { name: '001_a.sql', blob: blobOf('a') };
export const B = { name: '002_b.sql', blob: blobOf('b') };

export function read(
  { connection }: Access,
  candidate: Pair[] = [],
  seconds = 10,
): Promise<Reading> {
  return readTarget(targetOf(connection), candidate, seconds);
}

export async function answerOf(access: Access, candidate: Pair[] = []): Promise<Answer> {
  const reading = await read(access, candidate);
  if (reading.access !== 'ok') throw new Error(reading.problem);
  return reading;
}

/** A ledger that says A is applied and B only started; gives its id. */
export async function fillLedger(database: FreshDatabase): Promise<string> {
  return withSession(database.connection, { timeoutSeconds: 10 }, async (session) => {
    const { databaseId } = await ensureLedger(session);
    await session.run(`INSERT INTO migration_gate.ledger
        (name, blob, sql, state, origin, applied_at, applied_by, commit, branch)
      VALUES
        ('${A.name}', '${A.blob}', 'SELECT ''a''', 'applied', 'deployed',
          '2026-11-23 12:00:00.123456+02', 'ann@laptop', 'c0ffee', 'feature/x'),
        ('${B.name}', '${B.blob}', 'SELECT 2', 'started', 'applied', NULL, 'bob', NULL, NULL)`);
    return databaseId;
  });
}
