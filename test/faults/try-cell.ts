import { expect } from 'vitest';
import { findPgbouncer, startPgbouncer } from '../support/pgbouncer.ts';
import type { Result } from '../support/run.ts';
import { expectClosed } from './behind.ts';
import type { Cell, FaultName } from './cells.ts';
import { expectOutcome } from './outcome.ts';
import { POINTS, type PointName } from './points.ts';
import { openScene, type Scene, type SceneOptions } from './scene.ts';
import { settle } from './settle.ts';
import type { Stage } from './stage.ts';
import { takeLock } from './strikes.ts';
import { readTruth } from './truth.ts';

type Tried = Exclude<Cell, { cannot: string }>;

/** Strikes a real deployment at the point, looks what became of it, and lets the next one finish. */
export async function tryCell(
  stage: Stage,
  cell: Tried,
  fault: FaultName,
  point: PointName,
): Promise<void> {
  await using scene = await openScene(stage, optionsOf(fault, point));
  const results = await ('from' in cell ? refuse(scene, cell) : strike(scene, cell, point));
  const found = await readTruth(scene);
  expectOutcome(cell.outcome, results, found);
  expectClosed(scene.firewall, results);
  await settle(scene, found);
  await finish(scene);
}

function optionsOf(fault: FaultName, point: PointName): SceneOptions {
  return {
    onSmallDisk: fault === 'disk full',
    concurrently: point === 'inside a CONCURRENTLY build',
    behindFirewall: point === 'between firewall PUT and close',
  };
}

async function strike(
  scene: Scene,
  cell: Extract<Tried, { strike: unknown }>,
  point: PointName,
): Promise<Result[]> {
  const reach = await (cell.at ?? POINTS[point])(scene);
  const deploy = await scene.start();
  const at = await Promise.race([reach(), deploy.ended.then(endedTooEarly)]);
  return cell.strike({ scene, at, deploy });
}

function endedTooEarly({ code, stdout, stderr }: Result): never {
  throw new Error(`It ended with ${code} before it came to the point:\n${stdout}${stderr}`);
}

/** What is in the way is there from the start. */
async function refuse(
  scene: Scene,
  { from }: Extract<Tried, { from: unknown }>,
): Promise<Result[]> {
  if (from === 'a held deploy lock') {
    const other = await takeLock(scene);
    const results = [await scene.deploy()];
    await other.end();
    return results;
  }
  const { line, database } = scene;
  const { upstream } = line;
  await using pooler = await startPgbouncer(
    findPgbouncer() ?? 'pgbouncer',
    database,
    'transaction',
  );
  line.upstream = pooler;
  const results = [await scene.deploy()];
  line.upstream = upstream;
  return results;
}

/** A plain deployment brings everything to its end. */
async function finish(scene: Scene): Promise<void> {
  const { code, stdout, stderr } = await scene.deploy();
  expect({ code, said: `${stdout}${stderr}` }).toMatchObject({ code: 0 });
  expect(await readTruth(scene)).toEqual({ one: 'applied', two: 'applied' });
  expectClosed(scene.firewall, [{ code, stdout, stderr }]);
}
