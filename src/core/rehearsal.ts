import type { Collision } from './collision.ts';
import type { Late } from './merge-order.ts';
import type { Reason, Report } from './report.ts';
import type { TargetState } from './status.ts';

/** One open branch, merged alone. */
export type RehearsedBranch = {
  readonly name: string;
  readonly commit: string;
  /** Names of the migrations that it would bring. */
  readonly brings: readonly string[];
  /** What git could not merge; null: it could. None: the histories have no common root. */
  readonly conflicts: readonly string[] | null;
  /** What the gate would say now; null: it was not asked, or there is nothing to judge. */
  readonly verdict: Report['verdict'] | null;
  readonly reasons: readonly Reason[];
};

/** Two branches of which git can merge each, but not the second after the first. */
export type PairConflict = {
  readonly branches: readonly [string, string];
  readonly paths: readonly string[];
};

/** Everything that `rehearse` says. */
export type Rehearsal = {
  readonly into: { readonly name: string; readonly commit: string };
  readonly branches: readonly RehearsedBranch[];
  readonly pairs: readonly PairConflict[];
  /** Pairs that were not tried, because there are too many. */
  readonly untried: number;
  readonly collisions: readonly Collision[];
  /** An order of merging in which as little as possible comes late. */
  readonly order: readonly string[];
  /** What comes late in that order all the same. */
  readonly late: readonly Late[];
  readonly targets: readonly TargetState[];
  readonly problem: string | null;
};

/** Whether all of them can be merged, in the order that is given; what was not tried is unknown. */
export function isClean(
  { branches, pairs, untried, collisions, late }: Rehearsal,
  order: 'error' | 'warn' | 'allow',
): boolean {
  const conflicts = branches.filter((branch) => branch.conflicts !== null);
  const tooLate = order === 'error' ? late.length : 0;
  return conflicts.length + pairs.length + untried + collisions.length + tooLate === 0;
}
