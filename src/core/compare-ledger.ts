import type { Migration } from './migration.ts';
import { compareNames, parseNumber } from './plain-layout.ts';
import type { LedgerRow } from './reading.ts';
import type { Flag, MigrationStatus, State } from './report.ts';
import { normaliseSql } from './sql-text.ts';

/** The text of a blob, as far as it was read: BOM and CR already taken out. */
export type Contents = ReadonlyMap<string, string>;

/**
 * What one target's ledger says of every migration of the candidate, in its order, and after
 * them of what only the ledger has (`missing`). Sets are compared, never a highest number, so a
 * migration merged late is never skipped.
 */
export function compareLedger(
  migrations: readonly Migration[],
  rows: readonly LedgerRow[],
  contents: Contents,
): MigrationStatus[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const names = new Set(migrations.map((migration) => migration.name));
  const missing = rows.filter((row) => !names.has(row.name));
  const missingBlobs = new Set(missing.map((row) => row.blob));
  let newest: bigint | null | undefined;
  const known = migrations.map((migration) => {
    const row = byName.get(migration.name);
    if (row !== undefined) return recorded(migration, row, contents);
    newest ??= newestApplied(rows);
    const flags: Flag[] = [];
    if (missingBlobs.has(migration.blob)) flags.push('renamed');
    if (isLate(migration.name, newest)) flags.push('late');
    return status(migration.name, 'pending', flags);
  });
  const gone = missing.toSorted((a, b) => compareNames(a.name, b.name));
  return [...known, ...gone.map((row) => status(row.name, 'missing', [], row))];
}

/** The same where the ledger agrees with all of it; made once, for all targets say the same. */
export function allApplied(migrations: readonly Migration[]): readonly MigrationStatus[] {
  const made =
    applied.get(migrations) ?? migrations.map(({ name }) => status(name, 'applied', NONE));
  applied.set(migrations, made);
  return made;
}

const applied = new WeakMap<readonly Migration[], readonly MigrationStatus[]>();

const NONE: readonly Flag[] = [];

/** The name under which the ledger holds this very content, where the candidate renamed it. */
export function renamedFrom(
  migration: Migration,
  migrations: readonly Migration[],
  rows: readonly LedgerRow[],
): string | null {
  const names = new Set(migrations.map((other) => other.name));
  const old = rows.find((row) => row.blob === migration.blob && !names.has(row.name));
  return old?.name ?? null;
}

function recorded(migration: Migration, row: LedgerRow, contents: Contents): MigrationStatus {
  if (row.state === 'started') return status(row.name, 'interrupted', [], row);
  if (row.blob === migration.blob) return status(row.name, 'applied', [], row);
  const text = contents.get(migration.blob);
  const cosmetic =
    text !== undefined && row.sql !== null && normaliseSql(text) === normaliseSql(row.sql);
  return cosmetic
    ? status(row.name, 'applied', ['cosmetic'], row)
    : status(row.name, 'modified', [], row);
}

function newestApplied(rows: readonly LedgerRow[]): bigint | null {
  let newest: bigint | null = null;
  for (const { state, name } of rows) {
    const number = state === 'applied' ? parseNumber(name) : null;
    if (number !== null && (newest === null || number > newest)) newest = number;
  }
  return newest;
}

function isLate(name: string, newest: bigint | null): boolean {
  const number = parseNumber(name);
  return number !== null && newest !== null && number < newest;
}

function status(
  name: string,
  state: State,
  flags: readonly Flag[],
  row?: LedgerRow,
): MigrationStatus {
  return {
    name,
    state,
    flags,
    appliedAt: row?.appliedAt ?? null,
    appliedBy: row?.appliedBy ?? null,
    branch: row?.branch ?? null,
  };
}
