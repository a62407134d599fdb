import { expect } from 'vitest';
import { connect, lockHolders, type Started } from '../deploy/held-table.ts';
import type { Result } from '../support/run.ts';
import type { Reached } from './points.ts';
import type { Scene } from './scene.ts';

/** A deployment that stands still at a point, about to be struck. */
type Standing = {
  readonly scene: Scene;
  readonly at: Reached;
  readonly deploy: Started;
};

/** Lets the fault happen and everything end; what each deployer said, the first one first. */
export type Strike = (standing: Standing) => Promise<Result[]>;

export const killClient: Strike = async ({ at, deploy }) => {
  deploy.kill();
  const ended = await deploy.ended;
  await at.letGo();
  return [ended];
};

/** It stays cut until the client has given up. */
export const cutLine: Strike = async ({ scene, at, deploy }) => {
  scene.line.cut();
  await at.letGo();
  const ended = await deploy.ended;
  scene.line.mend();
  return [ended];
};

export const terminate: Strike = async ({ scene, at, deploy }) => {
  await terminateProcess(scene, at.pid);
  await at.letGo();
  return [await deploy.ended];
};

export const terminateLock: Strike = async ({ scene, at, deploy }) => {
  for (const holder of await lockHolders(scene.database)) await terminateProcess(scene, holder);
  await at.letGo();
  return [await deploy.ended];
};

export const restartServer: Strike = async ({ scene, at, deploy }) => {
  const { server } = scene.stage;
  await server.stop();
  await server.start();
  await at.letGo();
  return [await deploy.ended];
};

export const fillDisk: Strike = async ({ scene, at, deploy }) => {
  const { disk } = scene.stage;
  disk.fill(at.pid);
  try {
    await at.letGo();
    return [await deploy.ended];
  } finally {
    disk.empty();
  }
};

/** So many more come while the first one stands still. */
export const meetOthers =
  (others: number): Strike =>
  async ({ scene, at, deploy }) => {
    const more = Array.from({ length: others }, () => scene.deploy());
    // The one that runs has two sessions, each of those that ask for the lock has one.
    const sessions = (): Promise<number> => countDeployers(scene);
    await expect.poll(sessions, { timeout: 30_000, interval: 50 }).toBe(2 + others);
    await at.letGo();
    return Promise.all([deploy.ended, ...more]);
  };

/** The same, where they do not come as far as asking for the lock. */
export const outlastOthers =
  (others: number): Strike =>
  async ({ scene, at, deploy }) => {
    const more = await Promise.all(Array.from({ length: others }, () => scene.deploy()));
    await at.letGo();
    return [await deploy.ended, ...more];
  };

export const loseAnswer: Strike = async ({ at, deploy }) => {
  await at.loseAnswer();
  return [await deploy.ended];
};

/** What the migration waits for is there once it has waited in vain, and rolled back. */
export const holdTableLong: Strike = async ({ scene, at, deploy }) => {
  const held = await scene.line.holdFirst(
    ({ from, text }) => from === 'client' && text === 'ROLLBACK',
  );
  await at.letGo();
  held.letGo();
  return [await deploy.ended];
};

/** It waits for longer than any other statement would wait for a lock. */
export const holdBuildLong: Strike = async ({ scene, at, deploy }) => {
  const waitsLong = async (): Promise<boolean> => {
    const [row] = await scene.database.query<{ long: boolean }>(
      "SELECT now() - query_start > interval '6 s' AS long FROM pg_stat_activity WHERE pid = $1",
      [at.pid],
    );
    return row?.long ?? false;
  };
  await expect.poll(waitsLong, { timeout: 20_000, interval: 500 }).toBe(true);
  await at.letGo();
  return [await deploy.ended];
};

/** Somebody else has the deploy lock by the time that it goes on. */
export const takeLockAway: Strike = async ({ scene, at, deploy }) => {
  for (const holder of await lockHolders(scene.database)) await terminateProcess(scene, holder);
  const other = await takeLock(scene);
  await at.letGo();
  const ended = await deploy.ended;
  await other.end();
  return [ended];
};

/** Takes the deploy lock, as another deployer would. */
export async function takeLock({ database }: Scene): ReturnType<typeof connect> {
  const other = await connect(database, 'migration-gate deployed (Ben <ben@example.com>)');
  await other.query(`SELECT pg_advisory_lock(${0x4d474154}, 1)`);
  return other;
}

async function terminateProcess({ database }: Scene, pid: number): Promise<void> {
  await database.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
}

async function countDeployers({ database }: Scene): Promise<number> {
  const rows = await database.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database()
     AND application_name LIKE 'migration-gate deployed%'`,
  );
  return rows.length;
}
