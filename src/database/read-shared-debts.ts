import { z } from 'zod';
import { type Debt, tidyReason } from '../core/override.ts';
import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { classifyError } from './classify-error.ts';
import { pickResults, readingMessage } from './reading-sql.ts';
import { withSession } from './session.ts';
import type { Row } from './sql-session.ts';

/** What an audit table tells of overrides and bypasses, oldest first. */
export type SharedDebts = {
  readonly debts: readonly Debt[];
  /** How many rows say `override` and are none that this version can read. */
  readonly unreadable: number;
};

/** Reads them from a database that has a ledger, in a read-only transaction: the newest 1000. */
export async function readSharedDebts(
  target: Target,
  timeoutSeconds: number,
): Promise<SharedDebts | NoAnswer> {
  const options = { timeoutSeconds, readOnly: true, applicationName: 'migration-gate overrides' };
  try {
    return await withSession(target.connection, options, async (session) => {
      const results = await session.run(readingMessage([SHARED], timeoutSeconds));
      return toDebts(pickResults(results, [SHARED])[0] ?? []);
    });
  } catch (error) {
    return classifyError(error, { target, timeoutSeconds });
  }
}

const SHARED = `
  SELECT a.by, a.action, a.reason, a.details FROM migration_gate.audit AS a
  WHERE a.action IN ('override', 'bypass') ORDER BY a.id DESC LIMIT 1000`;

const detailsSchema = z.object({
  id: z.string().min(1),
  at: z.string(),
  ref: z.string().nullable(),
  commit: z.string().nullable(),
  pairs: z.array(z.object({ name: z.string(), blob: z.string() })),
});

function toDebts(rows: readonly Row[]): SharedDebts {
  const debts = rows.toReversed().flatMap((row): Debt[] => {
    const details = detailsSchema.safeParse(JSON.parse(row['details'] ?? 'null'));
    if (!details.success) return [];
    return [
      {
        ...details.data,
        kind: row['action'] === 'bypass' ? 'bypass' : 'override',
        by: tidyReason(row['by'] ?? ''),
        reason: tidyReason(row['reason'] ?? ''),
      },
    ];
  });
  return { debts, unreadable: rows.length - debts.length };
}
