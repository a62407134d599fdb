import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { openCell, prepare, refuse, takeDatabasesAway, type, watchNode } from './cell.ts';
import { broughtFile } from './contents.ts';
import { cellName, FAMILIES, type Family, SAMPLE } from './families.ts';
import { markOf } from './mark.ts';
import { STATES, type State } from './states.ts';
import { type Databases, matrixTemplate, readDatabases, type Template } from './template.ts';
import { type Refusal, refusalIn, type Way } from './way.ts';

/** `npm run test:matrix` tries every cell; the default run a sample (families.ts). */
const EVERY_CELL = process.env['MIGRATION_GATE_TEST_MATRIX'] === 'all';

const runs = (name: string): boolean => EVERY_CELL || SAMPLE.has(name);

let template: Template;
let filled: Databases;

/** One test for each cell of a family; each works on a copy of its own. */
export function describeWays(family: Family): void {
  beforeAll(async () => {
    ({ template, filled } = await matrixTemplate());
  });
  describe.each(FAMILIES[family])('$name', (way) => {
    for (const state of STATES) {
      if (!runs(cellName(way, state))) continue;
      it(`brings an undeployed migration; ${state}`, async ({ task }) => {
        const refusal = refusalIn(way, state);
        await tryRefused(way, state, refusal);
        task.meta.cell = { name: cellName(way, state), mark: markOf(refusal) };
      });
    }
    for (const content of ['deployed', 'none'] as const) {
      if (!runs(cellName(way, content))) continue;
      it(`brings ${content === 'none' ? 'none' : 'a deployed one'}: passes`, async (context) => {
        await tryPassing(way, content, context);
      });
    }
  });
  it('writes nothing to any database', async () => {
    expect(await readDatabases(template)).toEqual(filled);
  });
}

async function tryRefused(way: Way, state: State, refusal: Refusal): Promise<void> {
  if (typeof refusal === 'object' && 'impossible' in refusal) return;
  await using cell = await openCell(template, way, { content: 'undeployed', state });
  const { code, stderr, ...left } = await refuse(cell, way, state);
  const command = left.command?.replace(/\b[0-9a-f]{40}\b/, 'NEW') ?? null;
  const branch = way.into ?? 'main';
  const said = [
    new RegExp(`${branch} stays as it is; this (update|push) is refused\\.`),
    new RegExp(broughtFile('undeployed').replace('migrations/', '')),
  ].filter((words) => words.test(stderr));
  expect({ ...left, code, stderr, command, said: said.length }).toMatchObject(expectedOf(refusal));
  expect(code === 0, stderr).toBe(refusal === 'passes');
  expect(await cell.hasBrought()).toBe(false);
}

/** What has to come of it; `said`: how many of our words are on stderr. */
function expectedOf(refusal: Refusal): object {
  if (refusal === 'passes') return { command: null, said: 0 };
  if (refusal === 'untouched') return { touched: [], command: null, said: 2 };
  if ('command' in refusal)
    return { command: refusal.command, left: refusal.differs ?? [], said: 2 };
  if ('done' in refusal) return { touched: refusal.done, command: null, said: 2 };
  return { touched: ('git' in refusal && refusal.touched) || [], command: null, said: 0 };
}

async function tryPassing(
  way: Way,
  content: 'deployed' | 'none',
  { task }: TestContext,
): Promise<void> {
  await using cell = await openCell(template, way, { content, state: 'clean' });
  const { repository } = cell;
  const none = content === 'none';
  const wasStarted = none && way.none === undefined ? watchNode(repository) : () => false;
  // Where node is asked about a new branch, it needs no database.
  if (none && way.none !== undefined) takeDatabasesAway(repository);
  const prepared = await prepare(repository, way, content);
  expect(prepared).toMatchObject({ code: 0 });
  const words = (none ? way.none : undefined) ?? way.git;
  expect(await type(repository, words, content, way.stdin)).toMatchObject({ code: 0 });
  expect(wasStarted()).toBe(false);
  if (!way.none || !none) expect(await cell.hasBrought()).toBe(way.refusal !== 'passes');
  const how = way.none ? 'no database' : 'node not started';
  const mark = { text: none ? `passes; ${how}` : 'passes' };
  task.meta.cell = { name: cellName(way, content), mark };
}
