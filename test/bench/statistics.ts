import type { Cost } from './measure.ts';

/** Of one series of runs. */
export type Summary = { readonly median: number; readonly min: number; readonly max: number };

export type Quantity = keyof Cost;

function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: middle(sorted), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const above = sorted[Math.floor(half)] ?? Number.NaN;
  if (!Number.isInteger(half)) return above;
  return ((sorted[half - 1] ?? Number.NaN) + above) / 2;
}

export function summarizeCosts(costs: readonly Cost[], of: Quantity): Summary {
  return summarize(costs.map((cost) => cost[of]));
}

/** Of the ratios in each pair: what slows the machine down slows both of a pair. */
export function compareCosts(
  ours: readonly Cost[],
  theirs: readonly Cost[],
  of: Quantity,
): Summary {
  return summarize(pairs(ours, theirs).map(([a, b]) => a[of] / b[of]));
}

/** The same of the differences. */
export function subtractCosts(
  ours: readonly Cost[],
  theirs: readonly Cost[],
  of: Quantity,
): Summary {
  return summarize(pairs(ours, theirs).map(([a, b]) => a[of] - b[of]));
}

/** The series are of the same rounds; the longer one has more of them. */
function pairs(ours: readonly Cost[], theirs: readonly Cost[]): [Cost, Cost][] {
  return theirs.flatMap((cost, i): [Cost, Cost][] => {
    const own = ours[i];
    return own === undefined ? [] : [[own, cost]];
  });
}
