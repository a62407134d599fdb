import { compareLedger } from './compare-ledger.ts';
import type { Facts, TargetFacts } from './facts.ts';
import { rowsOf } from './make-reason.ts';

/** One migration of a sequence, as it is replayed; `sql` null: its text is read in git. */
export type Sequenced = {
  readonly name: string;
  readonly blob: string;
  readonly sql: string | null;
};

/**
 * The candidate's migrations as they ran or would run on a target: of one that was changed after it
 * ran there, the text that ran, for what is compared with stands on that.
 */
export function sequenceOn(target: TargetFacts, { candidate, contents }: Facts): Sequenced[] {
  const rows = rowsOf(target);
  const modified = new Set(
    compareLedger(candidate.migrations, rows, contents)
      .filter(({ state }) => state === 'modified')
      .map(({ name }) => name),
  );
  const byName = new Map(rows.map((row) => [row.name, row]));
  return candidate.migrations.map(({ name, blob }) => {
    const row = modified.has(name) ? byName.get(name) : undefined;
    if (row === undefined || row.sql === null) return { name, blob, sql: null };
    return { name, blob: row.blob, sql: row.sql };
  });
}
