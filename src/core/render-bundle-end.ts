import type { Bundle } from './bundle.ts';
import { LOCK_CLASS, LOCK_ID } from './deploy-lock-key.ts';
import { quote, stopWhere } from './psql-words.ts';
import { LIST, lockGuard } from './render-bundle-guards.ts';

/** What the ledger has of the list, as this bundle knows it. */
const APPLIED = `FROM ${LIST} JOIN migration_gate.ledger AS l ON l.name = e.name
  WHERE l.state = 'applied' AND l.blob = ANY (e.accepted)`;

/**
 * Only a ledger that has all of the list gives the receipt: it is made of what stands there, and
 * ends as core/receipt.ts says.
 */
export function renderEnd({ id, nonce, expected, target }: Bundle): string[] {
  return [
    'SET search_path TO pg_catalog, pg_temp;',
    lockGuard(),
    stopWhere(
      quote('the ledger does not say that all of it ran. No receipt is given.'),
      `WHERE (SELECT count(*) ${APPLIED}) <> ${expected.length}`,
    ),
    `SELECT 'MG1-${id}-' || replace(g.database_id::text, '-', '') || '-' ||
  left(encode(sha256(convert_to(
    '${id}' || chr(10) || '${nonce}' || chr(10) || g.database_id || (
      SELECT string_agg(chr(10) || e.blob || ' ' || e.name, '' ORDER BY e.n) ${APPLIED}
    ), 'UTF8')), 'hex'), 16) AS mg_receipt
FROM migration_gate.gate AS g \\gset`,
    `SELECT pg_advisory_unlock(${LOCK_CLASS}, ${LOCK_ID}) AS mg_unlocked \\gset`,
    `\\echo '${allOf(expected.length)} on ${target}. The receipt, for verify --receipt:'`,
    String.raw`\echo :mg_receipt`,
  ];
}

const allOf = (n: number): string => (n === 1 ? 'The one migration is' : `All ${n} migrations are`);
