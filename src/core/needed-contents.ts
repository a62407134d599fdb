import type { Migration } from './migration.ts';
import { agreesWith, type Reading } from './reading.ts';

/**
 * The blobs whose text the decision needs: of what some target has not, or has with other
 * content. Where all blob ids agree no file is read at all.
 */
export function neededBlobs(
  migrations: readonly Migration[],
  readings: readonly Reading[],
): string[] {
  const open = new Set<string>();
  for (const reading of readings) {
    if (reading.access !== 'ok' || agreesWith(reading.ledger, migrations)) continue;
    const ledger = new Map<string, string>();
    for (const { name, blob } of reading.ledger?.rows ?? []) ledger.set(name, blob);
    for (const { name, blob } of migrations) if (ledger.get(name) !== blob) open.add(blob);
  }
  if (open.size === 0) return [];
  return migrations.flatMap(({ blob }) => (open.delete(blob) ? [blob] : []));
}
