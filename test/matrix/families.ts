import { LONG } from '../support/long.ts';
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

export function cellName(way: Way, column: Column): string {
  return `${way.name}: ${column}`;
}

/**
 * The cells of the default run: each way is refused in one local state, so chosen that each command
 * that a refusal prints, or none, meets as many states as it has ways; one of a family passes without
 * a migration (`npm run test:slow`: each), and one with a deployed one. `npm run test:matrix` runs them all.
 */
export const SAMPLE: ReadonlySet<string> = new Set([
  ...sampleStates(Object.values(FAMILIES).flat()),
  ...Object.values(FAMILIES).flatMap((ways: readonly Way[]) => [
    ...ways.slice(0, 1).map((way) => cellName(way, 'deployed')),
    ...ways.slice(0, LONG ? undefined : 1).map((way) => cellName(way, 'none')),
  ]),
]);

function sampleStates(ways: readonly Way[]): string[] {
  const met = new Set<string>();
  return ways.map((way) => {
    const meet = (state: State): string => `${commandOf(refusalIn(way, state))}: ${state}`;
    const isNew = (state: State): boolean =>
      commandOf(refusalIn(way, state)) !== null && !met.has(meet(state));
    const state = STATES.find(isNew) ?? 'clean';
    met.add(meet(state));
    return cellName(way, state);
  });
}

/** null: the gate is not asked there, or refuses nothing. */
function commandOf(refusal: Refusal): string | null {
  if (typeof refusal === 'string') return refusal === 'untouched' ? '' : null;
  return 'command' in refusal ? refusal.command : null;
}
