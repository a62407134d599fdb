import { expect } from 'vitest';
import { connect, holdTable } from '../deploy/held-table.ts';
import type { Carried } from './carry.ts';
import type { Held } from './line.ts';
import type { Scene } from './scene.ts';

/** A deployment that stands still at a point. */
export type Reached = {
  /** The server process that runs the migrations. */
  readonly pid: number;
  /** Resets its connection while the answer to its COMMIT is on the way. */
  loseAnswer(): Promise<void>;
  letGo(): Promise<void>;
};

/** Makes the next deployment stand still there; what comes back waits until it does. */
export type Point = (scene: Scene) => Promise<() => Promise<Reached>>;

/** Our own BEGIN of a migration; what only reads begins otherwise. */
const beforeBegin: Point = holdsAt(
  ({ from, text, connection }) =>
    from === 'client' && connection.begun === 0 && /^BEGIN;.*txid_current/s.test(text),
);

const beforeCommit: Point = holdsAt(
  ({ from, text, connection }) =>
    from === 'client' && connection.begun > 0 && text.endsWith(';\nCOMMIT'),
);

export const beforeAnswer: Point = holdsAt(
  ({ from, type, text, connection }) =>
    from === 'server' && connection.begun > 0 && type === 'C' && text === 'COMMIT',
);

/** A statement in the middle of the file waits for a table. */
const insideSql: Point = async ({ database }) => {
  const table = await holdTable(database);
  return async () => waitingAt(database, 'relation', table.release);
};

/** Before each migration the server is asked whether the deploy lock is still ours. */
const between: Point = async ({ line }) => {
  let runner = 0;
  let asked = 0;
  const held = line.holdFirst(({ from, text, connection }) => {
    if (connection.begun > 0) runner = connection.pid;
    if (from === 'client' && /^EXECUTE \w+lock_held/.test(text)) asked += 1;
    return from === 'client' && asked === 2;
  });
  return async () => ({ ...reachedAt(await held), pid: runner });
};

/** A build with CONCURRENTLY waits for every transaction that is older. */
const insideBuild: Point = async ({ database }) => {
  const client = await connect(database, 'the test');
  await client.query('BEGIN; INSERT INTO ran SELECT name FROM ran WHERE false');
  return async () => waitingAt(database, 'virtualxid', () => client.end());
};

/** The build is done, and nobody hears of it. */
export const beforeAnswerOfBuild: Point = holdsAt(
  ({ from, type, text }) => from === 'server' && type === 'C' && text === 'CREATE INDEX',
);

/** The columns of docs/faults.md. */
export const POINTS = {
  'before BEGIN': beforeBegin,
  'inside the SQL': insideSql,
  'after the SQL, before COMMIT': beforeCommit,
  'after COMMIT, before the answer': beforeAnswer,
  'between two migrations': between,
  'inside a CONCURRENTLY build': insideBuild,
  'between firewall PUT and close': insideSql,
} as const satisfies Record<string, Point>;

export type PointName = keyof typeof POINTS;

function holdsAt(fits: (message: Carried) => boolean): Point {
  return async ({ line }) => {
    const held = line.holdFirst(fits);
    return async () => reachedAt(await held);
  };
}

function reachedAt({ message: { connection }, letGo }: Held): Reached {
  return {
    pid: connection.pid,
    loseAnswer: async () => {
      connection.reset();
      letGo();
    },
    letGo: async () => letGo(),
  };
}

async function waitingAt(
  database: Scene['database'],
  locktype: string,
  letGo: () => Promise<void>,
): Promise<Reached> {
  let pid = 0;
  const isWaiting = async (): Promise<boolean> => {
    const rows = await database.query<{ pid: number }>(
      'SELECT pid FROM pg_locks WHERE NOT granted AND locktype = $1',
      [locktype],
    );
    pid = rows[0]?.pid ?? 0;
    return pid !== 0;
  };
  await expect.poll(isWaiting, { timeout: 30_000, interval: 50 }).toBe(true);
  return { pid, loseAnswer: letGo, letGo };
}
