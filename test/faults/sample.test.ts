import { inject } from 'vitest';
import { LONG } from '../support/long.ts';
import type { FaultName } from './cells.ts';
import { describeCells } from './describe-point.ts';
import type { PointName } from './points.ts';

type Cell = readonly [FaultName, PointName];

/** Of each fault that is quick, one cell; `npm run test:faults` tries them all. */
const SAMPLE: readonly Cell[] = [
  ['kill -9 of the client', 'after COMMIT, before the answer'],
  ['TCP cut', 'after the SQL, before COMMIT'],
  ['answer to COMMIT lost', 'after COMMIT, before the answer'],
];

/** The same of the others: `npm run test:slow`. */
const SLOWER: readonly Cell[] = [
  ['server restart', 'between two migrations'],
  ['disk full', 'inside the SQL'],
];

const [version = ''] = Object.keys(inject('faultKits'));
describeCells(version, LONG ? [...SAMPLE, ...SLOWER] : SAMPLE);
