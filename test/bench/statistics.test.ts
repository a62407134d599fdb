import { expect, test } from 'vitest';
import type { Cost } from './measure.ts';
import { compareCosts, subtractCosts, summarizeCosts } from './statistics.ts';

const costs = (...values: number[]): Cost[] =>
  values.map((wallMs) => ({ wallMs, cpuMs: 0, peakMb: 0 }));

test('the median of an even number of runs is between the two in the middle', () => {
  const summary = summarizeCosts(costs(4, 1, 100, 2), 'wallMs');
  expect(summary).toEqual({ median: 3, min: 1, max: 100 });
});

test('a ratio is the median of those of the pairs, not the ratio of the medians', () => {
  const ours = costs(10, 200, 30);
  const theirs = costs(10, 100, 10);
  expect(compareCosts(ours, theirs, 'wallMs')).toEqual({ median: 2, min: 1, max: 3 });
});

test('what ran in fewer rounds is compared with the same rounds of the other', () => {
  const ours = costs(10, 20, 1000);
  expect(subtractCosts(ours, costs(5, 5), 'wallMs')).toEqual({ median: 10, min: 5, max: 15 });
});
