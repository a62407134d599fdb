import type { Bench } from '../bench.ts';
import type { Neighbour } from './neighbour.ts';

/** A sentence for each that is not there, with what its installation answered. */
export function missingNeighbours(bench: Bench, neighbours: readonly Neighbour[]): string[] {
  return neighbours.flatMap(({ name }) => {
    const found = bench.tools.found.get(name);
    if (found === undefined) return bench.options.smoke ? [] : [`${name}: not asked for.`];
    return found.version === null ? [`${name} could not be installed: ${found.problem}`] : [];
  });
}
