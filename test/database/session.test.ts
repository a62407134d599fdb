import { afterEach, describe, expect, test, vi } from 'vitest';
import { withSession } from '../../src/database/session.ts';
import type { Notice } from '../../src/database/sql-session.ts';
import { hangingServer, hangsAfterTls } from '../support/faulty-servers.ts';
import { freshDatabase, localServer, productionServer } from '../support/postgres.ts';
import { connectionTo } from './targets.ts';

const OPTIONS = { timeoutSeconds: 10 };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a session', () => {
  test('gives every value as PostgreSQL prints it', async () => {
    await using database = await freshDatabase(localServer());
    const sql = `SELECT true AS yes, 42::int8 AS n, null AS nothing, '{"a": 1}'::jsonb AS json,
      '{x,y}'::text[] AS list, timestamptz '2026-11-23 10:00:00.123456Z' AT TIME ZONE 'UTC' AS at`;
    const expected = [
      {
        yes: 't',
        n: '42',
        nothing: null,
        json: '{"a": 1}',
        list: '{x,y}',
        at: '2026-11-23 10:00:00.123456',
      },
    ];
    await withSession(database.connection, OPTIONS, async (session) => {
      expect(await session.query(sql)).toEqual(expected);
      expect(await session.run(sql)).toEqual([expected]);
      expect(await session.query('SELECT $1::int4 + 1 AS n, $2::text AS t', ['1', null])).toEqual([
        { n: '2', t: null },
      ]);
    });
  });

  test('runs several statements in one message, and says which ran before an error', async () => {
    await using database = await freshDatabase(localServer());
    await withSession(database.connection, OPTIONS, async (session) => {
      const results = await session.run('SELECT 1 AS a; CREATE TABLE t (); SELECT 2 AS b');
      expect(results).toEqual([[{ a: '1' }], [], [{ b: '2' }]]);
      await expect(session.run('BEGIN; SELECT 1; COMMIT; SELECT nope')).rejects.toMatchObject({
        code: '42703',
        position: '33',
      });
      expect(session.lastTags()).toEqual(['BEGIN', 'SELECT 1', 'COMMIT']);
    });
  });

  test('sends several messages at once; one that fails does not keep the others from running', async () => {
    await using database = await freshDatabase(localServer());
    await withSession(database.connection, OPTIONS, async (session) => {
      const messages = [
        'BEGIN; SELECT 1 AS a',
        'SELECT nope; SELECT 2',
        'ROLLBACK',
        'SELECT 3 AS c',
      ];
      expect(await session.runTogether(messages)).toMatchObject([
        { status: 'fulfilled', value: [[], [{ a: '1' }]] },
        { status: 'rejected', reason: { code: '42703' } },
        { status: 'fulfilled', value: [[]] },
        { status: 'fulfilled', value: [[{ c: '3' }]] },
      ]);
      expect(session.lastTags()).toEqual(['BEGIN', 'SELECT 1', 'ROLLBACK', 'SELECT 1']);
    });
  });

  test('hands on what the server says besides', async () => {
    await using database = await freshDatabase(localServer());
    const notices: Notice[] = [];
    await withSession(database.connection, OPTIONS, async (session) => {
      session.onNotice = (notice) => notices.push(notice);
      await session.run("DO $$ BEGIN RAISE WARNING 'look out'; END $$");
    });
    expect(notices).toEqual([{ severity: 'WARNING', message: 'look out', sqlstate: '01000' }]);
  });

  test('is closed when its use fails, and the failure comes through', async () => {
    await using database = await freshDatabase(localServer());
    const failing = withSession(database.connection, OPTIONS, async (session) => {
      await session.run("SELECT set_config('application_name', 'left behind', false)");
      throw new Error('mine');
    });
    await expect(failing).rejects.toThrow('mine');
    const left = await database.query(
      `SELECT FROM pg_stat_activity WHERE application_name = 'left behind'`,
    );
    expect(left).toEqual([]);
  });

  test('speaks UTF-8 with a database that does not', async () => {
    await using main = await freshDatabase(localServer());
    const name = `${main.name}_latin1`;
    await main.query(
      `CREATE DATABASE ${name} ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    try {
      const connection = { ...main.connection, database: name };
      await withSession(connection, OPTIONS, async (session) => {
        expect(await session.run("SELECT 'é' AS e, char_length('é') AS n")).toEqual([
          [{ e: 'é', n: '1' }],
        ]);
      });
    } finally {
      await main.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});

describe('the environment', () => {
  test('decides nothing', async () => {
    await using database = await freshDatabase(localServer());
    const hostile = {
      PGOPTIONS: '-c default_transaction_read_only=on -c search_path=evil',
      PGREPLICATION: 'database',
      PGAPPNAME: 'evil',
      PGSSLMODE: 'require',
      PGSSLNEGOTIATION: 'direct',
      PGHOST: 'evil.invalid',
      PGPORT: '1',
      PGUSER: 'evil',
      PGPASSWORD: 'evil',
      PGDATABASE: 'evil',
      PGPASSFILE: '/nowhere',
      PGCLIENT_ENCODING: 'LATIN1',
      PGCONNECT_TIMEOUT: '1',
      NODE_PG_FORCE_NATIVE: '1',
    };
    for (const [name, value] of Object.entries(hostile)) vi.stubEnv(name, value);
    await withSession(database.connection, OPTIONS, async (session) => {
      const rows = await session.query(`SELECT current_database() AS database,
        current_user AS role, current_setting('application_name') AS application,
        current_setting('search_path') AS path, current_setting('client_encoding') AS encoding,
        current_setting('default_transaction_read_only') AS read_only`);
      expect(rows).toEqual([
        {
          database: database.name,
          role: localServer().user,
          application: 'migration-gate',
          path: '"$user", public',
          encoding: 'UTF8',
          read_only: 'off',
        },
      ]);
    }).finally(() => vi.unstubAllEnvs());
  });
});

describe('a server that does not answer', () => {
  const LIMIT = { timeoutSeconds: 0.3 };

  test.each([
    ['accepts and says nothing', hangingServer, { mode: 'off' }],
    ['accepts and says nothing, with TLS', hangingServer, { mode: 'verify' }],
    ['agrees to TLS and says nothing more', hangsAfterTls, { mode: 'verify' }],
  ] as const)('%s: given up in time', async (_name, start, tls) => {
    await using server = await start();
    const { host, port } = server;
    const before = performance.now();
    const waiting = withSession(connectionTo({ host, port, tls }), LIMIT, async () => 'connected');
    await expect(waiting).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(performance.now() - before).toBeLessThan(5000);
  });

  test('while it is asked: a reading session is given up too', async () => {
    await using database = await freshDatabase(productionServer());
    const options = { timeoutSeconds: 1, readOnly: true };
    const waiting = withSession(database.connection, options, (session) =>
      session.run('SELECT pg_sleep(60)'),
    );
    await expect(waiting).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('while it works: a session that writes is not given up', async () => {
    await using database = await freshDatabase(localServer());
    const working = withSession(database.connection, { timeoutSeconds: 1 }, (session) =>
      session.run('SELECT pg_sleep(1.5)'),
    );
    await expect(working).resolves.toHaveLength(1);
  });

  test('a cut connection ends the session, and the query says why', async () => {
    await using database = await freshDatabase(localServer());
    await withSession(database.connection, OPTIONS, async (session) => {
      const [row] = await session.query('SELECT pg_backend_pid() AS pid');
      const sleeping = session.run('SELECT pg_sleep(60)');
      const failing = expect(sleeping).rejects.toMatchObject({ code: '57P01' });
      await database.query(`SELECT pg_terminate_backend(${row?.['pid']})`);
      await failing;
      await vi.waitFor(() => expect(session.ended.aborted).toBe(true));
      await expect(session.query('SELECT 1')).rejects.toThrow();
    });
  });
});
