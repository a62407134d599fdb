import { setPlainly } from '../core/plain-settings.ts';
import { type Catalog, type CatalogChange, changeBetween } from '../core/timeline.ts';
import type { Engine } from './engine.ts';
import { executePrepared } from './prepared.ts';
import { readTouchedSql } from './shadow-sql.ts';
import { watchOwners } from './watched-owners.ts';

/**
 * The catalog of an engine, followed from one migration to the next: only what a migration has
 * touched is read again, for all of it takes 0.1 s and more.
 */
export type WatchedCatalog = {
  /** What `run` changes. Throws what it throws, with nothing counted as changed. */
  changeOf(run: () => Promise<void>): Promise<CatalogChange>;
  /** All of it, read anew: the same, or the watching is wrong. */
  readWhole(): Promise<Catalog>;
};

/** Object by oid; its keys and values. */
type Objects = Map<number, Map<string, string>>;

/** @param catalogSql database/catalog.sql, which the live database is read with too */
export async function watchCatalog(engine: Engine, catalogSql: string): Promise<WatchedCatalog> {
  const catalog = { name: 'catalog', sql: catalogSql, type: 'oid[]' };
  const read = async (oids: readonly number[] | null): Promise<Objects> => {
    const scope = oids === null ? null : `{${oids.join(',')}}`;
    return byObject(await executePrepared(engine, catalog, scope));
  };
  await engine.run(PLAIN_NAMES);
  const known = await read(null);
  const owners = await watchOwners(engine);

  const changeOf = async (run: () => Promise<void>): Promise<CatalogChange> => {
    const [[transaction] = []] = await engine.rows('SELECT txid_current()::text');
    await run();
    await engine.run(PLAIN_NAMES);
    const written = await executePrepared(engine, TOUCHED, String(transaction));
    const touched = new Set(written.map(([oid]) => Number(oid)));
    for (const owner of await owners.readBereft()) touched.add(owner);
    if (touched.size === 0) return new Map();
    const before = catalogOf(known, touched);
    const found = await read([...touched]);
    for (const oid of touched) known.delete(oid);
    for (const [oid, keys] of found) known.set(oid, keys);
    return changeBetween(before, catalogOf(known, touched));
  };
  return { changeOf, readWhole: async () => catalogOf(await read(null)) };
}

const TOUCHED = { name: 'touched', sql: readTouchedSql(), type: 'xid' };

/** Texts come out as they do from a live database, names with their schema. */
const PLAIN_NAMES = `${setPlainly('SET')}; SET plan_cache_mode TO force_generic_plan`;

function byObject(rows: readonly unknown[][]): Objects {
  const objects: Objects = new Map();
  // [16402, "column public.users.email", "character varying(80)"]
  for (const [object, key, value] of rows as [number, string, string | null][]) {
    const keys = objects.get(object) ?? new Map<string, string>();
    keys.set(key, value ?? '');
    objects.set(object, keys);
  }
  return objects;
}

function catalogOf(objects: Objects, some: Iterable<number> = objects.keys()): Catalog {
  return new Map([...some].flatMap((oid) => [...(objects.get(oid) ?? [])]));
}
