import type { Engine } from './engine.ts';
import { executePrepared, type PreparedQuery } from './prepared.ts';
import { readAttachedSql, readObjectsSql } from './shadow-sql.ts';

/** What is there to be dropped, followed from one migration to the next. */
export type WatchedOwners = {
  /** Those that something is gone from since the last call: a table's index, a comment, itself. */
  readBereft(): Promise<number[]>;
};

/** By number; what has a number leaves a row behind only as long as it is there. */
type Numbers = ReadonlyMap<number, number>;

const OBJECTS = { name: 'objects', sql: readObjectsSql(), type: 'oid' };
const ATTACHED = { name: 'attached', sql: readAttachedSql(), type: 'oid' };

/** From this oid on they are the users' own. */
const FIRST = 16_384;

/** Only what is new is read, and all of it only where something was dropped. */
export async function watchOwners(engine: Engine): Promise<WatchedOwners> {
  const read = async (query: PreparedQuery, from: number): Promise<Numbers> => {
    const rows = await executePrepared(engine, query, from);
    return new Map(rows.map(([oid, number]) => [Number(oid), Number(number)]));
  };
  let owners = withoutCount(await read(OBJECTS, 0));
  let newest = newestOf(owners);
  let attached = await read(ATTACHED, FIRST);

  const readDropped = async (): Promise<number[]> => {
    const found = await read(OBJECTS, newest);
    const made = withoutCount(found);
    newest = Math.max(newest, newestOf(made));
    if (found.get(COUNT) === owners.size) {
      owners = new Map([...owners, ...made]);
      return [];
    }
    const before = owners;
    const now = withoutCount(await read(OBJECTS, 0));
    owners = now;
    return [...before].filter(([oid]) => !now.has(oid)).map(([, owner]) => owner);
  };
  const readDetached = async (): Promise<number[]> => {
    const before = attached;
    const now = await read(ATTACHED, FIRST);
    attached = now;
    return [...before].filter(([oid, n]) => (now.get(oid) ?? 0) < n).map(([oid]) => oid);
  };
  return { readBereft: async () => [...(await readDropped()), ...(await readDetached())] };
}

/** The oid of the row that is a number. */
const COUNT = 0;

const withoutCount = (found: Numbers): Numbers =>
  new Map([...found].filter(([oid]) => oid !== COUNT));

const newestOf = (owners: Numbers): number =>
  [...owners.keys()].reduce((most, oid) => Math.max(most, oid), 0);
