import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from './sql-session.ts';

/**
 * What became of a transaction whose answer was lost, asked on a new session. The server may not
 * have noticed yet that the old one is gone: it is asked again until `waitSeconds` are over, then
 * `in progress` stays the answer. null: the server does not know such a transaction (any more).
 */
export async function readTransactionFate(
  session: Session,
  transaction: string,
  waitSeconds: number,
): Promise<'committed' | 'aborted' | 'in progress' | null> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    const [row] = await session.query(
      'SELECT pg_catalog.txid_status($1::pg_catalog.int8) AS fate',
      [transaction],
    );
    const fate = row?.['fate'] ?? null;
    if (fate === 'committed' || fate === 'aborted') return fate;
    if (fate !== 'in progress') return null;
    if (performance.now() >= deadline) return fate;
    await delay(200);
  }
}
