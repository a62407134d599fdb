import { parseCatalogKey, tableIn } from './catalog-key.ts';
import { globPattern } from './glob.ts';
import type { Catalog } from './timeline.ts';

/** What a key of the catalog belongs to; an index to its table, which its definition names. */
export function objectOf(key: string, value: string): string {
  const { kind, object } = parseCatalogKey(key);
  return tableIn(kind, value) ?? object;
}

/**
 * Whether `drift.ignore` names something: by its object, its own name or its key.
 *
 * @param ignore `public.audit_*`, `index public.tmp_*`
 */
export function makeIgnore(ignore: readonly string[]): (key: string, object: string) => boolean {
  const patterns = ignore.map(globPattern);
  if (patterns.length === 0) return () => false;
  return (key, object) =>
    [object, key, parseCatalogKey(key).name].some((name) =>
      patterns.some((pattern) => pattern.test(name)),
    );
}

/** A catalog less what is ignored. */
export function withoutIgnored(catalog: Catalog, ignore: readonly string[]): Catalog {
  if (ignore.length === 0) return catalog;
  const isIgnored = makeIgnore(ignore);
  return new Map([...catalog].filter(([key, value]) => !isIgnored(key, objectOf(key, value))));
}
