import { CONTENTS } from './contents.ts';
import { STATES, type State } from './states.ts';
import { type Refusal, refusalIn, type Way } from './way.ts';
import { CHECKOUT } from './ways/checkout.ts';
import { COMMIT } from './ways/commit.ts';
import { MERGE } from './ways/merge.ts';
import { PULL } from './ways/pull.ts';
import { REBASE } from './ways/rebase.ts';
import { REFS } from './ways/refs.ts';
import { REPLAY } from './ways/replay.ts';
import { TRANSFER } from './ways/transfer.ts';

/** All ways, one family a test file. */
export const FAMILIES = {
  merge: MERGE,
  pull: PULL,
  rebase: REBASE,
  'cherry-pick, revert, am': REPLAY,
  commit: COMMIT,
  'reset, checkout, switch': CHECKOUT,
  refs: REFS,
  'fetch, push': TRANSFER,
} as const satisfies Record<string, readonly Way[]>;

export type Family = keyof typeof FAMILIES;

/** A column of the tables: what is brought, or in which state it is refused. */
export type Column = 'deployed' | 'none' | State;

export const COLUMNS: readonly Column[] = [
  ...CONTENTS.filter((content) => content !== 'undeployed'),
  ...STATES,
];

/**
 * The cells of the default run: each way is refused once and passes once; one way of a family
 * passes with a deployed migration; and each command that a refusal prints (or none) meets each
 * local state once. `npm run test:matrix` runs them all.
 */
export const SAMPLE: ReadonlySet<string> = new Set(
  Object.values(FAMILIES).flatMap((ways) =>
    ways.flatMap((way, i) => [
      cellName(way, 'clean'),
      cellName(way, 'none'),
      ...(i === 0 ? [cellName(way, 'deployed')] : []),
    ]),
  ),
);

export function cellName(way: Way, column: Column): string {
  return `${way.name}: ${column}`;
}

/** Whatever happens, and in which state: each pair once, by the first way that has it. */
export const PAIRS: ReadonlySet<string> = (() => {
  const met = new Map<string, string>();
  for (const way of Object.values(FAMILIES).flat()) {
    for (const state of STATES) {
      const pair = `${kindOf(refusalIn(way, state))}: ${state}`;
      if (!met.has(pair)) met.set(pair, cellName(way, state));
    }
  }
  return new Set(met.values());
})();

function kindOf(refusal: Refusal): string {
  if (typeof refusal === 'string') return refusal;
  if ('command' in refusal) return refusal.command;
  return Object.keys(refusal)[0] ?? '';
}
