import type { Catalog, Step } from './timeline.ts';

/** What a database holds that began with `before` and had these steps, in their order. */
export function catalogAfter(before: Catalog, steps: readonly Step[]): Catalog {
  const catalog = new Map(before);
  for (const { change } of steps) {
    for (const [key, value] of change) {
      if (value === null) catalog.delete(key);
      else catalog.set(key, value);
    }
  }
  return catalog;
}
