import { expect } from 'vitest';
import { statesOf } from '../deploy/deployable.ts';
import { lockHolders } from '../deploy/held-table.ts';
import type { Access } from '../support/postgres.ts';
import type { Scene } from './scene.ts';

/** What a migration of the scene is by the ledger; `''` where it does not know it. */
type State = 'applied' | 'started' | '';
export type Found = { readonly one: State; readonly two: State };

/** What the ledger says, compared with what is really there; and the lock is free. */
export async function readTruth(scene: Scene): Promise<Found> {
  const { database, concurrently } = scene;
  await untilNobodyRuns(scene);
  expect(await lockHolders(database)).toEqual([]);
  const lines = await statesOf(database);
  const ledger = new Map(lines.map((line) => line.split(' ') as [string, State]));
  const found = { one: ledger.get('002_one.sql') ?? '', two: ledger.get('003_two.sql') ?? '' };
  expect(ledger.get('001_ran.sql')).toBe('applied');
  expect(await readEffects(database, 'two')).toEqual(effectsOf(found.two));
  if (!concurrently) expect(await readEffects(database, 'one')).toEqual(effectsOf(found.one));
  // Of one that was started and not finished, anything may be there.
  else if (found.one !== 'started') {
    expect(await isIndexValid(database)).toBe(found.one === 'applied' ? true : null);
  }
  return found;
}

/** How often it ran, and whether its table is there. */
type Effects = { readonly ran: number; readonly table: boolean };

function effectsOf(state: State): Effects {
  expect(state).not.toBe('started');
  return { ran: state === '' ? 0 : 1, table: state !== '' };
}

async function readEffects(database: Access, name: string): Promise<Effects | undefined> {
  const [row] = await database.query<Effects>(
    `SELECT (SELECT count(*)::int FROM ran WHERE ran.name = $1) AS ran,
       to_regclass('made_' || $1) IS NOT NULL AS table`,
    [name],
  );
  return row;
}

/** null: there is none. */
export async function isIndexValid(database: Access): Promise<boolean | null> {
  const [row] = await database.query<{ valid: boolean }>(
    "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('made_one')",
  );
  return row?.valid ?? null;
}

/** The server may hear late that a client is gone; until then its transaction stands. */
async function untilNobodyRuns({ database }: Scene): Promise<void> {
  const sessions = (): Promise<unknown[]> =>
    database.query(
      `SELECT pid, state, query FROM pg_stat_activity WHERE datname = current_database()
       AND application_name LIKE 'migration-gate%'`,
    );
  await expect.poll(sessions, { timeout: 20_000 }).toEqual([]);
}
