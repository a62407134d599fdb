import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { withDeployLock } from '../../src/database/deploy-lock.ts';
import {
  type FreshDatabase,
  freshDatabase,
  freshRole,
  productionServer,
} from '../support/postgres.ts';

const ANN = { timeoutSeconds: 10, waitSeconds: 0, applicationName: 'migration-gate deploy (ann)' };
const BOB = { ...ANN, applicationName: 'migration-gate deploy (bob)' };

/** The sessions that hold an advisory lock on this database. */
function holders(database: FreshDatabase): Promise<{ pid: number; state: string }[]> {
  return database.query(`
    SELECT pid, state FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND database =
      (SELECT oid FROM pg_database WHERE datname = current_database())`);
}

describe('the deploy lock', () => {
  test('is held while it is used, in no transaction, and then free', async () => {
    await using database = await freshDatabase(productionServer());
    const locked = await withDeployLock(database.connection, ANN, async (lock) => {
      expect(await lock.stillHeld()).toBe(true);
      expect(lock.lost.aborted).toBe(false);
      expect(await holders(database)).toMatchObject([{ state: 'idle' }]);
      return 'value';
    });
    expect(locked).toEqual({ outcome: 'done', value: 'value' });
    expect(await holders(database)).toEqual([]);
  });

  test('held by another: not had, and the holder is named', async () => {
    await using database = await freshDatabase(productionServer());
    await withDeployLock(database.connection, ANN, async () => {
      const [holder] = await holders(database);
      const second = await withDeployLock(database.connection, BOB, async () => 'inside');
      expect(second).toEqual({
        outcome: 'busy',
        holder: {
          pid: String(holder?.pid),
          application: 'migration-gate deploy (ann)',
          client: '127.0.0.1',
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/),
        },
      });
    });
  });

  test('its holder has a name for a role without rights, too', async () => {
    await using database = await freshDatabase(productionServer());
    const { connection } = await freshRole(database);
    await withDeployLock(database.connection, ANN, async () => {
      const second = await withDeployLock(connection, BOB, async () => 'inside');
      expect(second).toMatchObject({
        outcome: 'busy',
        holder: { application: 'migration-gate deploy (ann)', client: null, since: null },
      });
    });
  });

  test('is had by who waits long enough', async () => {
    await using database = await freshDatabase(productionServer());
    const order: string[] = [];
    let waiting: Promise<unknown> = Promise.resolve();
    await withDeployLock(database.connection, ANN, async () => {
      const patient = { ...BOB, waitSeconds: 30 };
      waiting = withDeployLock(database.connection, patient, async () => order.push('bob'));
      order.push('ann');
    });
    expect(await waiting).toMatchObject({ outcome: 'done' });
    expect(order).toEqual(['ann', 'bob']);
  });

  test('of another database is another lock', async () => {
    await using one = await freshDatabase(productionServer());
    await using other = await freshDatabase(productionServer());
    await withDeployLock(one.connection, ANN, async () => {
      const second = await withDeployLock(other.connection, BOB, async () => 'inside');
      expect(second).toEqual({ outcome: 'done', value: 'inside' });
    });
  });

  test('is free when its use fails, and the failure comes through', async () => {
    await using database = await freshDatabase(productionServer());
    const failing = withDeployLock(database.connection, ANN, async () => {
      throw new Error('mine');
    });
    await expect(failing).rejects.toThrow('mine');
    expect(await holders(database)).toEqual([]);
  });

  test('a killed lock session is noticed', async () => {
    await using database = await freshDatabase(productionServer());
    const locked = await withDeployLock(database.connection, ANN, async (lock) => {
      const [holder] = await holders(database);
      const lost = once(lock.lost, 'abort');
      await database.query(`SELECT pg_terminate_backend(${holder?.pid})`);
      expect(await lock.stillHeld()).toBe(false);
      await lost;
      expect(await lock.stillHeld()).toBe(false);
      return 'noticed';
    });
    expect(locked).toEqual({ outcome: 'done', value: 'noticed' });
  });
});
