import type { Verdict } from './decide.ts';
import type { Facts } from './facts.ts';
import type { RunPlan } from './plan-run.ts';

/** A verdict with what the reports for CI show besides. */
export type Verified = {
  readonly verdict: Verdict;
  /** What it was decided from; null: nothing had to be asked, or nothing could be read. */
  readonly facts: Facts | null;
  /** Why there is nothing to check: `it brings no migrations`; null: there is, or was. */
  readonly nothing: string | null;
};

/** What would run on one target. */
export type TargetPlan = {
  readonly target: string;
  readonly plan: RunPlan;
  /** What each migration changes, by its blob, as far as that is known. */
  readonly summaries?: ReadonlyMap<string, string>;
};

/** What kept it from judging, as an error says it. */
export type Failure = { readonly message: string; readonly fix: string };
