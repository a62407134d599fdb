import type { Outcome } from './outcome.ts';
import { beforeAnswer, beforeAnswerOfBuild, type Point, type PointName } from './points.ts';
import {
  cutLine,
  fillDisk,
  holdBuildLong,
  holdTableLong,
  killClient,
  loseAnswer,
  meetOthers,
  outlastOthers,
  restartServer,
  type Strike,
  takeLockAway,
  terminate,
  terminateLock,
} from './strikes.ts';

/** A fault at a point, and what has to become of the deployment; or why there is no such thing. */
export type Cell =
  | {
      readonly outcome: Outcome;
      readonly strike: Strike;
      /** Where it stands still, where that is not the column's own point. */
      readonly at?: Point;
      readonly note?: string;
    }
  /** The fault is there before the command starts: nothing is stood still. */
  | { readonly outcome: Outcome; readonly from: 'a held deploy lock' | 'a pooler' }
  | { readonly cannot: string };

type Row = Readonly<Record<PointName, Cell>>;

/** The outcomes in the order of the points. */
function row(strike: Strike, outcomes: readonly (Outcome | Cell)[]): Row {
  const cells = outcomes.map((outcome) =>
    typeof outcome === 'string' ? { outcome, strike } : outcome,
  );
  const [begin, inside, commit, answer, between, build, firewall] = cells;
  if (!begin || !inside || !commit || !answer || !between || !build || !firewall) {
    throw new Error('A row has seven cells.');
  }
  return {
    'before BEGIN': begin,
    'inside the SQL': inside,
    'after the SQL, before COMMIT': commit,
    'after COMMIT, before the answer': answer,
    'between two migrations': between,
    'inside a CONCURRENTLY build': build,
    'between firewall PUT and close': firewall,
  };
}

const ALL_LOCKS: Cell = { cannot: 'all locks that it needs are its own by then' };
const REFUSED: Cell = { cannot: 'refused before BEGIN, so it does not come to this point' };
const NO_COMMIT: Cell = { cannot: 'no COMMIT is on its way' };
const HELD: Cell = { outcome: 'refused', from: 'a held deploy lock' };
const POOLED: Cell = { outcome: 'refused', from: 'a pooler' };

const ROLLED_BACK = 'rolled back' as const;
const UNKNOWN = { none: 'unknown; rolled back', first: 'unknown; applied' } as const;

const BUILT = 'the index is there and valid: `resolve --applied`';
const STARTED = 'the others see `started` in the ledger, and are refused';

/** Of so many more, all but one find nothing left to do. */
function several(others: number): (Outcome | Cell)[] {
  const build = { outcome: 'deployed', strike: outlastOthers(others), note: STARTED } as const;
  return [...Array<Outcome>(5).fill('deployed'), build, 'deployed'];
}

/** docs/faults.md: the faults, each at every point. */
export const FAULTS = {
  'kill -9 of the client': row(killClient, [
    ROLLED_BACK,
    ROLLED_BACK,
    ROLLED_BACK,
    'applied',
    'applied',
    'interrupted',
    ROLLED_BACK,
  ]),
  'TCP cut': row(cutLine, [
    ROLLED_BACK,
    UNKNOWN.none,
    UNKNOWN.none,
    UNKNOWN.first,
    'applied',
    'interrupted',
    UNKNOWN.none,
  ]),
  pg_terminate_backend: row(terminate, [
    ROLLED_BACK,
    ROLLED_BACK,
    ROLLED_BACK,
    'applied',
    'applied',
    'interrupted',
    ROLLED_BACK,
  ]),
  'pg_terminate_backend of the lock': row(terminateLock, [
    'applied',
    'applied',
    'applied',
    'applied',
    'applied',
    'applied',
    'applied',
  ]),
  'server restart': row(restartServer, [
    ROLLED_BACK,
    UNKNOWN.none,
    UNKNOWN.none,
    'applied',
    'applied',
    'interrupted',
    UNKNOWN.none,
  ]),
  'disk full': row(fillDisk, [
    ROLLED_BACK,
    ROLLED_BACK,
    { outcome: 'applied', strike: fillDisk, note: 'COMMIT takes no room; the next one fails' },
    'applied',
    'applied',
    'interrupted',
    ROLLED_BACK,
  ]),
  'two deployers at once': row(meetOthers(1), several(1)),
  'eight deployers at once': row(meetOthers(7), several(7)),
  'lock held by another': row(holdTableLong, [
    HELD,
    { outcome: 'deployed', strike: holdTableLong, note: 'a table’s lock: tried again' },
    ALL_LOCKS,
    ALL_LOCKS,
    { outcome: 'applied', strike: takeLockAway, note: 'the deploy lock, taken over' },
    { outcome: 'deployed', strike: holdBuildLong, note: 'CONCURRENTLY waits without a limit' },
    HELD,
  ]),
  'pooler in between': row(killClient, [
    POOLED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    REFUSED,
    POOLED,
  ]),
  'answer to COMMIT lost': row(loseAnswer, [
    NO_COMMIT,
    NO_COMMIT,
    { cannot: 'COMMIT is not sent yet: see TCP cut' },
    'applied',
    NO_COMMIT,
    { outcome: 'interrupted', strike: loseAnswer, at: beforeAnswerOfBuild, note: BUILT },
    { outcome: 'applied', strike: loseAnswer, at: beforeAnswer },
  ]),
} as const satisfies Record<string, Row>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export function cellName(version: string, fault: FaultName, point: PointName): string {
  return `PostgreSQL ${version}: ${fault}, ${point}`;
}
