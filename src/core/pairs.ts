import type { Pair } from './migration.ts';

const key = (pair: Pair): string => `${pair.blob} ${pair.name}`;

/** The pairs of `all` that are in none of `others`: same name and same content. */
export function withoutPairs<T extends Pair>(
  all: readonly T[],
  ...others: readonly (readonly Pair[])[]
): T[] {
  if (others.every((list) => list.length === 0)) return [...all];
  const known = new Set(others.flatMap((list) => list.map(key)));
  return all.filter((pair) => !known.has(key(pair)));
}

/** Whether the list holds this name with this content. */
export function hasPair(list: readonly Pair[], pair: Pair): boolean {
  return list.some((other) => other.name === pair.name && other.blob === pair.blob);
}
