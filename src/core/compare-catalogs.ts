import { objectOf } from './drift-ignore.ts';
import { isSameValue } from './same-value.ts';
import type { Catalog } from './timeline.ts';

/** One attribute of one object that is not as promised. */
export type Difference = {
  /** What it belongs to: `public.users`, `public.total(integer)`, a schema or an extension. */
  readonly object: string;
  /** As database/catalog.sql names it: `index public.users_email_idx`. */
  readonly key: string;
  readonly kind: 'extra' | 'missing' | 'changed';
  readonly promised: string | null;
  readonly live: string | null;
};

/** What is there against what was promised, in the order of the objects. */
export function compareCatalogs(promised: Catalog, live: Catalog): Difference[] {
  const keys = new Set([...promised.keys(), ...live.keys()]);
  return [...keys]
    .filter((key) => !isSame(key, promised.get(key), live.get(key)))
    .map((key) => difference(key, promised.get(key) ?? null, live.get(key) ?? null))
    .sort(byObject);
}

function isSame(key: string, promised: string | undefined, live: string | undefined): boolean {
  if (promised === undefined || live === undefined) return promised === live;
  return isSameValue(key, promised, live);
}

function difference(key: string, promised: string | null, live: string | null): Difference {
  const object = objectOf(key, promised ?? live ?? '');
  if (live === null) return { object, key, kind: 'missing', promised, live };
  return { object, key, kind: promised === null ? 'extra' : 'changed', promised, live };
}

function byObject(a: Difference, b: Difference): number {
  const [one, other] = [`${a.object}\n${a.key}`, `${b.object}\n${b.key}`];
  return one < other ? -1 : Number(one > other);
}
