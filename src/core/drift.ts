import { parseCatalogKey } from './catalog-key.ts';
import { compareCatalogs, type Difference } from './compare-catalogs.ts';
import { type Folded, foldDifferences } from './fold-differences.ts';
import { globMatches } from './glob.ts';
import type { Since } from './schema-fingerprint.ts';
import type { Catalog } from './timeline.ts';

/** What became of comparing one target with what its ledger promises. */
export type Drift =
  /** By the fingerprint alone: it is what the last deployment left. */
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'compared';
      readonly since: Since;
      readonly differences: readonly Folded[];
      /** How many more there are that `drift.ignore` names. */
      readonly ignored: number;
      /** Names of those that are promised. */
      readonly promised: readonly string[];
      /** Names of those that were begun and never ended; what they did is in no promise. */
      readonly unfinished: readonly string[];
    }
  | {
      readonly kind: 'unknown';
      readonly since: Since;
      /** Whole sentences without secrets. */
      readonly problem: string;
      readonly fixes: readonly string[];
    };

/** Each target's, by its name; none where nobody asked. */
export type Drifts = ReadonlyMap<string, Drift>;

type Compared = Pick<Extract<Drift, { kind: 'compared' }>, 'differences' | 'ignored'>;

/** @param ignore globs of objects, or of keys: `public.audit_*`, `index public.tmp_*` */
export function findDrift(promised: Catalog, live: Catalog, ignore: readonly string[]): Compared {
  const found = compareCatalogs(promised, live);
  const isIgnored = (each: Difference): boolean => ignore.some((glob) => isNamedBy(glob, each));
  return {
    differences: foldDifferences(found.filter((each) => !isIgnored(each))),
    ignored: foldDifferences(found.filter(isIgnored)).length,
  };
}

function isNamedBy(glob: string, { key, object }: Difference): boolean {
  return [object, key, parseCatalogKey(key).name].some((name) => globMatches(glob, name));
}

export const hasDrift = (drift: Drift): boolean =>
  drift.kind === 'compared' && drift.differences.length > 0;
