import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { cellName, FAULT_NAMES, FAULTS, type FaultName } from './cells.ts';
import { VERSIONS } from './kits.ts';
import { markOf } from './mark.ts';
import type { PointName } from './points.ts';
import { openStage, type Stage } from './stage.ts';
import { tryCell } from './try-cell.ts';

const SLOW = 180_000;

/** Every fault at one point, on a server of each version. */
export function describePoint(point: PointName): void {
  for (const version of VERSIONS) {
    describeCells(
      version,
      FAULT_NAMES.map((fault) => [fault, point]),
    );
  }
}

/** One test for each cell, one after the other on one server. */
export function describeCells(
  version: string,
  cells: readonly (readonly [FaultName, PointName])[],
): void {
  describe(`PostgreSQL ${version}`, () => {
    let stage: Stage;
    const { kit, server } = inject('faultKits')[version] ?? absent(version);
    beforeAll(async () => {
      stage = await openStage(kit);
    }, SLOW);
    afterAll(() => stage[Symbol.asyncDispose]());
    it.for(cells)('%s, %s', { timeout: SLOW }, async ([fault, point], { task, skip }) => {
      const { missing } = stage.disk;
      skip(fault === 'disk full' && missing !== null, missing ?? '');
      const cell = FAULTS[fault][point];
      if (!('cannot' in cell)) await tryCell(stage, cell, fault, point);
      const name = cellName(version, fault, point);
      task.meta.fault = { name, mark: markOf(cell), server, disk: stage.disk.how };
    });
  });
}

function absent(version: string): never {
  throw new Error(`No PostgreSQL ${version} here.`);
}
