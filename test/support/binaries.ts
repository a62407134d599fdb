import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { copyEmbeddedPostgres } from './embedded-binaries.ts';

/** Absolute paths of the two programs that the suite needs. */
export type Binaries = { readonly initdb: string; readonly postgres: string };

const DEBIAN = '/usr/lib/postgresql';

/**
 * Finds PostgreSQL: PG_BIN, PATH, Debian's folder (the newest), else the npm package.
 * MIGRATION_GATE_TEST_POSTGRES=embedded takes the package at once.
 * @param folder where the package's files may be copied to
 */
export function findBinaries(folder: string, env: NodeJS.ProcessEnv): Binaries {
  if (env['MIGRATION_GATE_TEST_POSTGRES'] === 'embedded') return copyEmbeddedPostgres(folder);
  const pgBin = env['PG_BIN'];
  if (pgBin) {
    if (!holdsBoth(pgBin)) throw new Error(`PG_BIN=${pgBin} holds no initdb and postgres.`);
    return bothIn(pgBin);
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter(Boolean), ...debianFolders()];
  const found = folders.find(holdsBoth);
  return found ? bothIn(found) : copyEmbeddedPostgres(folder);
}

function debianFolders(): string[] {
  try {
    const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(DEBIAN, version, 'bin'));
  } catch {
    return [];
  }
}

function bothIn(folder: string): Binaries {
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}

function holdsBoth(folder: string): boolean {
  try {
    for (const file of Object.values(bothIn(folder))) accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
