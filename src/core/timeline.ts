/**
 * The catalog of a database: one value for each attribute of each object (database/catalog.sql).
 * `column public.users.email` → `character varying(80)`.
 */
export type Catalog = ReadonlyMap<string, string>;

/** Whether it is an empty database's: schemas and extensions alone are what a server gives it. */
export const holdsNothing = (catalog: Catalog): boolean =>
  ![...catalog.keys()].some((key) => !/^(schema|extension) /.test(key));

/** What one migration changes in a catalog; null: the key is gone after it. */
export type CatalogChange = ReadonlyMap<string, string | null>;

/** One migration of the ordered sequence, as the replay saw it. */
export type Step = {
  readonly name: string;
  readonly change: CatalogChange;
  /** Objects that it makes unless they are there: `users`, `users.email` (core/claims.ts). */
  readonly claims: readonly string[];
  /** Tables that it changes only where they are there: ALTER TABLE IF EXISTS. */
  readonly conditional: readonly string[];
  /** What it takes away or moves, with all that is on it (core/removals.ts). */
  readonly removes: readonly string[];
  /** Why the catalog cannot show all that it does: `it changes data`; null: it shows everything. */
  readonly unseen: string | null;
  /** Why it, and so what comes after it, could not be replayed; null: it was. */
  readonly failed: string | null;
};

/** The value that a key has from one migration on; `step` is an index, -1 before all of them. */
export type Moment = { readonly step: number; readonly value: string | null };

/** For each key all its values in order, from `absent` before the first migration on. */
export type Timelines = ReadonlyMap<string, readonly Moment[]>;

/** The timelines of the keys that any step sets. `before`: what is there before the first one. */
export function timelinesOf(steps: readonly Step[], before: Catalog = new Map()): Timelines {
  const timelines = new Map<string, Moment[]>();
  for (const [step, { change, claims }] of steps.entries()) {
    for (const [key, value] of change) {
      const moments = timelines.get(key) ?? [{ step: -1, value: before.get(key) ?? null }];
      moments.push({ step, value });
      timelines.set(key, moments);
    }
    if (claims.length > 0) addClaims(timelines, step, claims);
  }
  return timelines;
}

/**
 * CREATE … IF NOT EXISTS of what is there changes nothing in the replay, but where the migration
 * that made it was left out, this one made it: so it sets the value once more.
 */
function addClaims(
  timelines: ReadonlyMap<string, Moment[]>,
  step: number,
  claims: readonly string[],
): void {
  for (const [key, moments] of timelines) {
    const last = moments.at(-1);
    if (!last || last.value === null || last.step === step) continue;
    if (claims.some((claim) => names(key, claim))) moments.push({ step, value: last.value });
  }
}

/**
 * Whether a key is of an object of this name: `index public.users_email` of `users_email`. The name
 * of a schema is the first part of every key, so it counts in `schema public` alone.
 */
export function names(key: string, claim: string): boolean {
  const from = /^(schema|extension) /.test(key) ? 0 : key.indexOf('.');
  for (let at = key.indexOf(claim, from); at !== -1; at = key.indexOf(claim, at + 1)) {
    const [before = ' ', after = ' '] = [key[at - 1], key[at + claim.length]];
    if (' .'.includes(before) && ' .('.includes(after)) return true;
  }
  return false;
}

/** From one catalog to the next. */
export function changeBetween(before: Catalog, after: Catalog): CatalogChange {
  const change = new Map<string, string | null>();
  for (const [key, value] of after) if (before.get(key) !== value) change.set(key, value);
  for (const key of before.keys()) if (!after.has(key)) change.set(key, null);
  return change;
}
