import { describe, expect, inject, test } from 'vitest';
import { runMigration } from '../../src/database/run-migration.ts';
import { withSession } from '../../src/database/session.ts';
import { makeCertificates } from '../support/certificates.ts';
import { makeServerKit } from '../support/cluster.ts';
import { openLine } from '../support/line.ts';
import { freshDatabase, localServer, productionServer } from '../support/postgres.ts';
import { type Server, startServer } from '../support/server.ts';
import { A, answerOf, B, fillLedger, read } from './filled-ledger.ts';
import { ANN } from './migration-runs.ts';

/** Far more than client and server need to say what they do not wait for. */
const ROUND_TRIP_MS = 60;

/** How often the check has waited for the line when it has its answer, and over how many connections. */
async function countedOn(server: Server, tls: { direct?: boolean } = {}): Promise<string> {
  await using database = await freshDatabase(server);
  await fillLedger(database);
  await using line = await openLine(server, ROUND_TRIP_MS);
  const { connection } = database;
  const there = { ...connection, host: line.host, port: line.port };
  const far = {
    ...there,
    tls: connection.tls.mode === 'verify' ? { ...connection.tls, ...tls } : there.tls,
  };
  const answer = await answerOf({ ...database, connection: far }, [A, B]);
  expect(answer.ledger?.rows.map((row) => row.name)).toEqual([A.name, B.name]);
  const { roundTrips, connections } = line.takeTraffic();
  return `${roundTrips} round trips, ${connections} connection`;
}

describe('the check of one target, from nothing to the answer', () => {
  test('without TLS: TCP, three for the password, one question', async () => {
    expect(await countedOn(localServer())).toBe('5 round trips, 1 connection');
  });

  test('with TLS 1.3: two more, and none for a second guess of the curve', async () => {
    expect(await countedOn(productionServer())).toBe('7 round trips, 1 connection');
  });

  test('with PostgreSQL 18 the same; one less where TLS begins at once', async () => {
    const env = { MIGRATION_GATE_TEST_POSTGRES: 'embedded' };
    const kit = await makeServerKit(inject('runFolder'), env, 'newest');
    const tls = await makeCertificates(['127.0.0.1']);
    await using newest = await startServer(kit, { tls });
    expect(await countedOn(newest.server)).toBe('7 round trips, 1 connection');
    expect(await countedOn(newest.server, { direct: true })).toBe('6 round trips, 1 connection');
  });
});

test('a server that does not know direct TLS hangs up, and the refusal says why', async () => {
  await using database = await freshDatabase(productionServer());
  const [row] = await database.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  );
  const { connection } = database;
  if (connection.tls.mode !== 'verify') throw new Error('not with TLS');
  const tls = { ...connection.tls, direct: true };
  const reading = await read({ ...database, connection: { ...connection, tls } }, [A]);
  if (Number(row?.version) >= 170_000) expect(reading).toMatchObject({ access: 'ok' });
  else {
    expect(reading).toMatchObject({ access: 'unreachable' });
    expect(JSON.stringify(reading)).toContain('sslnegotiation=direct needs PostgreSQL 17');
  }
});

test('a migration in a transaction: its own SQL, and two', async () => {
  await using database = await freshDatabase(localServer());
  await fillLedger(database);
  await using line = await openLine(database.server, ROUND_TRIP_MS);
  const there = { ...database.connection, host: line.host, port: line.port };
  const counted: number[] = [];
  await withSession(there, { timeoutSeconds: 10 }, async (session) => {
    for (const name of ['003_c.sql', '004_d.sql', '005_e.sql']) {
      const sql = `CREATE TABLE "${name}" (); CREATE INDEX ON "${name}" ((1)) -- it's a \\ 'é'`;
      const migration = { ...ANN, name, sql };
      line.takeTraffic();
      expect(await runMigration(session, migration)).toMatchObject({ outcome: 'applied' });
      counted.push(line.takeTraffic().roundTrips);
    }
  });
  // DISCARD ALL, BEGIN and the row; the SQL; what is checked, the row again and COMMIT
  expect(counted).toEqual([3, 3, 3]);
  const [row] = await database.query<{ sql: string }>(
    "SELECT sql FROM migration_gate.ledger WHERE name = '005_e.sql' AND state = 'applied'",
  );
  expect(row?.sql).toMatch(/-- it's a \\ 'é'$/);
});
