import { compareCatalogs } from './compare-catalogs.ts';
import { makeIgnore } from './drift-ignore.ts';
import { type Folded, foldDifferences } from './fold-differences.ts';
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

/**
 * What differs, and how much of it is to be left alone: with an object goes all that is on it.
 *
 * @param ignore globs, see drift-ignore.ts
 */
export function findDrift(promised: Catalog, live: Catalog, ignore: readonly string[]): Compared {
  const found = foldDifferences(compareCatalogs(promised, live));
  const isIgnored = makeIgnore(ignore);
  const differences = found.filter(({ key, object }) => !isIgnored(key, object));
  return { differences, ignored: found.length - differences.length };
}

export const hasDrift = (drift: Drift): boolean =>
  drift.kind === 'compared' && drift.differences.length > 0;
