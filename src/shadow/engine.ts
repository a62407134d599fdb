import type { Extension, PGlite } from '@electric-sql/pglite';
import { GateError } from '../errors.ts';
import { PURPOSE } from './pglite-version.ts';

/** A disposable PostgreSQL in this process's memory: no server, no files, gone when it is closed. */
export type Engine = {
  /** Statements in one message; throws what PostgreSQL answers, with its SQLSTATE as `code`. */
  run(sql: string): Promise<void>;
  /** One statement; each row as an array. */
  rows(sql: string, values?: readonly (string | null)[]): Promise<unknown[][]>;
  /** Its data folder as a tar file, which `image` takes: an engine that starts where this one is. */
  image(): Promise<Uint8Array>;
  /** Its schema as pg_dump writes it. GateError PEER_MISSING. */
  dump(args: readonly string[]): Promise<string>;
  close(): Promise<void>;
};

export type EngineOptions = {
  /** By the name that CREATE EXTENSION takes; those that PGlite does not have are left out. */
  readonly extensions: readonly string[];
  /** Saves the three seconds of initdb. */
  readonly image: Uint8Array | null;
};

/** Starts an engine. GateError PEER_MISSING. */
export async function startEngine({ extensions, image }: EngineOptions): Promise<Engine> {
  const { PGlite: Database } = await importPglite();
  const database = await Database.create({
    extensions: await importExtensions(extensions),
    ...(image === null ? {} : { loadDataDir: new Blob([image as Uint8Array<ArrayBuffer>]) }),
  });
  return engineOf(database);
}

function engineOf(database: PGlite): Engine {
  return {
    run: async (sql) => void (await database.exec(sql)),
    rows: async (sql, values = []) =>
      (await database.query<unknown[]>(sql, [...values], { rowMode: 'array' })).rows,
    image: async () => new Uint8Array(await (await database.dumpDataDir('none')).arrayBuffer()),
    dump: (args) => dumpWith(database, args),
    close: () => database.close(),
  };
}

async function dumpWith(pg: PGlite, args: readonly string[]): Promise<string> {
  const { pgDump } = await importDump();
  const file = await pgDump({ pg, args: [...args] });
  return file.text();
}

async function importDump(): Promise<typeof import('@electric-sql/pglite-tools/pg_dump')> {
  try {
    return await import('@electric-sql/pglite-tools/pg_dump');
  } catch (cause) {
    const facts = { peer: '@electric-sql/pglite-tools', purpose: 'Writing the schema as SQL' };
    throw new GateError('PEER_MISSING', facts, { cause });
  }
}

async function importPglite(): Promise<typeof import('@electric-sql/pglite')> {
  try {
    return await import('@electric-sql/pglite');
  } catch (cause) {
    const facts = { peer: '@electric-sql/pglite', purpose: PURPOSE };
    throw new GateError('PEER_MISSING', facts, { cause });
  }
}

async function importExtensions(names: readonly string[]): Promise<Record<string, Extension>> {
  const found: Record<string, Extension> = {};
  for (const name of names) {
    // uuid-ossp is @electric-sql/pglite/contrib/uuid_ossp, which exports { uuid_ossp }
    const module = name.replaceAll('-', '_');
    if (!/^\w+$/.test(module)) continue;
    try {
      const path = `@electric-sql/pglite/contrib/${module}`;
      found[module] = (await import(path))[module];
    } catch {
      // CREATE EXTENSION will say so, and the migration is undecided.
    }
  }
  return found;
}
