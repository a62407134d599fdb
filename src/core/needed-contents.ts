import type { Migration } from './migration.ts';
import type { Reading } from './reading.ts';

/**
 * The blobs whose text the decision needs: of what some target has not, or has with other
 * content. Where all blob ids agree no file is read at all.
 */
export function neededBlobs(
  migrations: readonly Migration[],
  readings: readonly Reading[],
): string[] {
  const ledgers = readings
    .filter((reading) => reading.access === 'ok')
    .map((reading) => new Map(reading.ledger?.rows.map((row) => [row.name, row.blob])));
  const open = migrations.filter((migration) =>
    ledgers.some((ledger) => ledger.get(migration.name) !== migration.blob),
  );
  return [...new Set(open.map((migration) => migration.blob))];
}
