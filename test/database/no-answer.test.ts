import { describe, expect, test, vi } from 'vitest';
import { readTarget } from '../../src/database/read-target.ts';
import { withSession } from '../../src/database/session.ts';
import { hangingServer, hangsAfterTls } from '../support/faulty-servers.ts';
import {
  accessTo,
  freshDatabase,
  freshRole,
  localServer,
  productionServer,
  startExtraServer,
} from '../support/postgres.ts';
import { A, fillLedger, read } from './filled-ledger.ts';
import { connectionTo, targetOf } from './targets.ts';

describe('rights', () => {
  test('USAGE on the schema and SELECT on the tables are enough', async () => {
    await using database = await freshDatabase(productionServer());
    const databaseId = await fillLedger(database);
    const checker = await freshRole(
      database,
      (role) => `GRANT USAGE ON SCHEMA migration_gate TO ${role};
        GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO ${role}`,
    );
    expect(await read(checker, [A])).toMatchObject({ access: 'ok', ledger: { databaseId } });
  });

  test.each([
    ['no rights', undefined],
    ['USAGE only', (role: string) => `GRANT USAGE ON SCHEMA migration_gate TO ${role}`],
    [
      'rows hidden by a policy',
      (role: string) => `GRANT USAGE ON SCHEMA migration_gate TO ${role};
        GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO ${role};
        ALTER TABLE migration_gate.ledger ENABLE ROW LEVEL SECURITY`,
    ],
  ])('%s: refused', async (_name, grant) => {
    await using database = await freshDatabase(localServer());
    await fillLedger(database);
    const role = await freshRole(database, grant);
    const reading = await read(role, [A]);
    expect(reading).toMatchObject({
      access: 'refused',
      problem: expect.stringContaining('(42501)'),
      fixes: [
        expect.stringContaining('As the owner'),
        expect.stringContaining('USAGE'),
        expect.stringContaining('SELECT'),
      ],
    });
  });
});

describe('no answer', () => {
  test('a wrong password is refused, and not repeated', async () => {
    await using database = await freshDatabase(productionServer());
    const connection = { ...database.connection, password: 'never-to-be-seen' };
    const reading = await readTarget(targetOf(connection), [], 10);
    expect(reading).toMatchObject({
      access: 'refused',
      problem: expect.stringContaining('(28P01)'),
    });
    expect(JSON.stringify(reading)).not.toContain('never-to-be-seen');
  });

  test('an empty password is refused too', async () => {
    await using database = await freshDatabase(localServer());
    const connection = { ...database.connection, password: '' };
    const reading = await readTarget(targetOf(connection), [], 10);
    expect(reading).toMatchObject({ access: 'refused' });
  });

  test('a database that is not there is refused', async () => {
    const { user, password } = localServer();
    const reading = await read(accessTo(localServer(), 'nowhere', user, password));
    expect(reading).toMatchObject({
      access: 'refused',
      problem: expect.stringContaining('(3D000)'),
    });
  });

  test('a server that is down is unreachable', async () => {
    const extra = await startExtraServer();
    const { server } = extra;
    await extra.stop();
    const reading = await read(accessTo(server, 'postgres', server.user, server.password));
    expect(reading).toMatchObject({
      access: 'unreachable',
      problem: expect.stringContaining('(ECONNREFUSED)'),
    });
  });

  test.each([
    ['says nothing', hangingServer, { mode: 'off' }],
    ['agrees to TLS and says no more', hangsAfterTls, { mode: 'verify' }],
  ] as const)('a server that %s is unreachable, in time', async (_name, start, tls) => {
    await using server = await start();
    const { host, port } = server;
    const before = performance.now();
    const target = targetOf(connectionTo({ host, port, tls }));
    const reading = await readTarget(target, [], 0.5);
    expect(performance.now() - before).toBeLessThan(5000);
    expect(reading).toMatchObject({
      access: 'unreachable',
      problem: `${host}:${port} did not answer within 0.5 s (ETIMEDOUT).`,
    });
  });

  test('a locked ledger is unreachable, in time, and nobody goes on waiting for it', async () => {
    await using database = await freshDatabase(localServer());
    await fillLedger(database);
    await withSession(database.connection, { timeoutSeconds: 10 }, async (session) => {
      await session.run('BEGIN; LOCK TABLE migration_gate.ledger IN ACCESS EXCLUSIVE MODE');
      const reading = await read(database, [], 1);
      expect(reading).toMatchObject({ access: 'unreachable' });
      const waiting = `SELECT FROM pg_stat_activity WHERE application_name = 'migration-gate verify'
        AND datname = current_database()`;
      await vi.waitFor(async () => expect(await database.query(waiting)).toEqual([]), 10_000);
    });
  });
});
