import { describe, expect, it } from 'vitest';
import { withDeployLock } from '../../src/database/deploy-lock.ts';
import { deployable, tablesOf } from '../deploy/deployable.ts';
import { findPgbouncer, NO_PGBOUNCER, startPgbouncer } from '../support/pgbouncer.ts';
import { freshDatabase, localServer } from '../support/postgres.ts';

const program = findPgbouncer();
const OPTIONS = { timeoutSeconds: 10, waitSeconds: 0 };

describe(`a pooler in between${program === null ? `, skipped: ${NO_PGBOUNCER}` : ''}`, () => {
  it.skipIf(program === null)(
    'is refused in transaction mode, and no lock stays in it',
    async () => {
      await using database = await freshDatabase(localServer());
      await using pooler = await startPgbouncer(program ?? '', database, 'transaction');
      const { host, port } = pooler;
      const connection = { ...database.connection, host, port };
      for (let time = 0; time < 3; time += 1) {
        const taken = withDeployLock(connection, OPTIONS, async () => 'ran');
        await expect(taken).rejects.toMatchObject({ code: 'TRANSACTION_POOLER' });
      }
      expect(await database.query("SELECT FROM pg_locks WHERE locktype = 'advisory'")).toEqual([]);
    },
  );

  it.skipIf(program === null)('is as good as none in session mode', async () => {
    await using database = await freshDatabase(localServer());
    await using pooler = await startPgbouncer(program ?? '', database, 'session');
    const { host, port } = pooler;
    const connection = { ...database.connection, host, port };
    const locked = await withDeployLock(connection, OPTIONS, (lock) => lock.stillHeld());
    expect(locked).toEqual({ outcome: 'done', value: true });
  });

  it.skipIf(program === null)('can be checked through, and a run says what to do', async () => {
    await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
    const { repository, local } = made;
    await using pooler = await startPgbouncer(program ?? '', local, 'transaction');
    const through = repository.with({ LOCAL_DATABASE_URL: pooler.url });
    const refused = await through.gate('apply');
    expect(refused.code).toBe(1);
    expect(refused.stderr.replace(/127[^ ]*\w/, 'LOCAL')).toMatchInlineSnapshot(`
      "Nothing was run on local: LOCAL.
      ✗ This goes through a pooler in transaction mode (pgbouncer).
          A deployment would lose its lock there, and its settings.
      What to type:
        Name the database itself in .env (for production: DEPLOY_DATABASE_URL).
      "
    `);
    expect(await tablesOf(local)).toEqual([]);
    await repository.gate('apply');
    expect((await through.gate('verify')).stdout).toContain('Local migrations:  ✓');
  });
});
