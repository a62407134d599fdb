import { inject } from 'vitest';
import type { FaultName } from './cells.ts';
import { describeCells } from './describe-point.ts';
import type { PointName } from './points.ts';

/** Of each fault that is quick, one cell; `npm run test:faults` tries them all. */
const SAMPLE: readonly (readonly [FaultName, PointName])[] = [
  ['kill -9 of the client', 'after COMMIT, before the answer'],
  ['TCP cut', 'after the SQL, before COMMIT'],
  ['server restart', 'between two migrations'],
  ['disk full', 'inside the SQL'],
  ['answer to COMMIT lost', 'after COMMIT, before the answer'],
];

const [version = ''] = Object.keys(inject('faultKits'));
describeCells(version, SAMPLE);
