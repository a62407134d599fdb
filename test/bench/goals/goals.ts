import type { Bench } from '../bench.ts';
import type { Result } from '../report/result.ts';
import { measureCheck } from './check.ts';
import { measureDeploy } from './deploy.ts';
import { measureEvidence } from './evidence.ts';
import { measureGrowth } from './growth.ts';
import { measureNoChange } from './no-change.ts';
import { measureNotOurs } from './not-ours.ts';
import { measureRealLine } from './real-line.ts';
import { measureStartUp } from './start-up.ts';

export type Goal = {
  /** As the report numbers them. */
  readonly number: number;
  measure(bench: Bench): Promise<Result>;
};

export const GOALS: readonly Goal[] = [
  { number: 1, measure: measureNotOurs },
  { number: 2, measure: measureNoChange },
  { number: 3, measure: measureCheck },
  { number: 4, measure: measureGrowth },
  { number: 5, measure: measureRealLine },
  { number: 6, measure: measureDeploy },
  { number: 7, measure: measureStartUp },
  { number: 8, measure: measureEvidence },
];
