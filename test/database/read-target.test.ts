import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDeployLock } from '../../src/database/deploy-lock.ts';
import { withSession } from '../../src/database/session.ts';
import {
  type Access,
  accessTo,
  freshDatabase,
  localServer,
  productionServer,
  startExtraServer,
} from '../support/postgres.ts';
import { A, answerOf, B, fillLedger, read } from './filled-ledger.ts';
import { blobOf } from './targets.ts';

describe('the answer', () => {
  test('holds the ledger, and the SQL only of what the candidate has with other content', async () => {
    await using database = await freshDatabase(productionServer());
    const databaseId = await fillLedger(database);
    const candidate = [A, { name: B.name, blob: blobOf('c') }, { name: 'new', blob: blobOf('d') }];
    expect(await read(database, candidate)).toMatchObject({
      access: 'ok',
      readReplica: false,
      ledger: {
        databaseId,
        version: 1,
        rows: [
          {
            ...A,
            state: 'applied',
            origin: 'deployed',
            appliedAt: '2026-11-23T10:00:00.123456Z',
            appliedBy: 'ann@laptop',
            commit: 'c0ffee',
            branch: 'feature/x',
            sql: null,
          },
          { ...B, state: 'started', appliedAt: null, commit: null, branch: null, sql: 'SELECT 2' },
        ],
      },
    });
  });

  test('says whether somebody holds the deploy lock', async () => {
    await using database = await freshDatabase(localServer());
    await using other = await freshDatabase(localServer());
    const options = { timeoutSeconds: 10, waitSeconds: 0 };
    await fillLedger(database);
    await withDeployLock(database.connection, options, async () => {
      expect(await read(database, [A])).toMatchObject({ deploying: true });
      expect(await read(other, [A])).not.toHaveProperty('deploying');
    });
    expect(await read(database, [A])).not.toHaveProperty('deploying');
  });

  test('without a ledger it is null, and asking has made nothing', async () => {
    await using database = await freshDatabase(localServer());
    expect(await read(database, [A])).toMatchObject({ access: 'ok', ledger: null });
    const schemas = `SELECT FROM pg_namespace WHERE nspname = 'migration_gate'`;
    expect(await database.query(schemas)).toEqual([]);
  });

  test('two databases of one server, and two servers, are different; one is itself', async () => {
    await using one = await freshDatabase(localServer());
    await using other = await freshDatabase(localServer());
    await using far = await freshDatabase(productionServer());
    const byName: Access = { ...one, connection: { ...one.connection, host: 'localhost' } };
    const readings = await Promise.all([one, byName, other, far].map((a) => answerOf(a)));
    const [identity, again, ...others] = readings.map((answer) => answer.identity);
    expect(again).toBe(identity);
    expect(new Set([identity, ...others]).size).toBe(3);
  });

  test('a standby says so', async () => {
    await using standby = await startExtraServer({ standby: true });
    const { server } = standby;
    const access = accessTo(server, 'postgres', server.user, server.password);
    expect(await read(access)).toMatchObject({ access: 'ok', readReplica: true, ledger: null });
  });

  test('a hostile search_path and a strange time zone change nothing', async () => {
    await using database = await freshDatabase(localServer());
    await fillLedger(database);
    await database.query(`
      CREATE SCHEMA evil;
      CREATE FUNCTION evil.to_char(timestamp, text) RETURNS text LANGUAGE sql AS 'SELECT ''evil''';
      CREATE FUNCTION evil.json_each_text(json) RETURNS TABLE (name text, blob text)
        LANGUAGE sql AS 'SELECT ''x'', ''y''';
      ALTER DATABASE ${database.name} SET search_path TO evil, pg_catalog;
      ALTER DATABASE ${database.name} SET timezone TO 'Asia/Kathmandu';
      ALTER DATABASE ${database.name} SET datestyle TO 'SQL, DMY'`);
    const { ledger, identity } = await answerOf(database, [A]);
    expect(ledger?.rows[0]).toMatchObject({ appliedAt: '2026-11-23T10:00:00.123456Z' });
    expect(identity).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \d+$/);
  });

  test.each(['on', 'off'])('any name survives, standard_conforming_strings %s', async (setting) => {
    await using database = await freshDatabase(localServer());
    await fillLedger(database);
    await database.query(
      `ALTER DATABASE ${database.name} SET standard_conforming_strings TO ${setting};
       ALTER DATABASE ${database.name} SET escape_string_warning TO off`,
    );
    const noNul = (name: string): boolean => !name.includes('\u0000');
    const part = fc.constantFrom(
      "'",
      '\\',
      '"',
      "\\'",
      '$$',
      'é',
      '🐘',
      '\n',
      '--',
      'E',
      '/*',
      'a',
    );
    const name = fc
      .oneof(
        fc.array(part, { minLength: 1 }).map((parts) => parts.join('')),
        fc.string({ unit: 'grapheme', minLength: 1 }),
      )
      .filter(noNul);
    const names = fc.sample(name, 60);
    await withSession(database.connection, { timeoutSeconds: 10 }, async (session) => {
      for (const each of names) {
        await session.query(
          `INSERT INTO migration_gate.ledger (name, blob, sql, state, origin, applied_by)
           VALUES ($1::text, $2::text, 'its sql', 'started', 'deployed', 'ann')
           ON CONFLICT DO NOTHING`,
          [each, blobOf('1')],
        );
      }
    });
    const candidate = names.map((each) => ({ name: each, blob: blobOf('2') }));
    const { ledger } = await answerOf(database, [A, ...candidate]);
    const withSql = ledger?.rows.filter((row) => row.sql === 'its sql').map((row) => row.name);
    expect(new Set(withSql)).toEqual(new Set(names));
    expect(withSql).toHaveLength(new Set(names).size);
  });
});

describe('a ledger of another version', () => {
  test('newer: its version, and no rows', async () => {
    await using database = await freshDatabase(localServer());
    const databaseId = await fillLedger(database);
    await database.query('UPDATE migration_gate.gate SET ledger_version = 2');
    const expected = { ledger: { databaseId, version: 2, rows: [] } };
    expect(await read(database)).toMatchObject(expected);
    await database.query('ALTER TABLE migration_gate.ledger RENAME COLUMN blob TO content');
    expect(await read(database)).toMatchObject(expected);
    await database.query('ALTER TABLE migration_gate.ledger RENAME TO migrations');
    expect(await read(database)).toMatchObject(expected);
  });

  test.each([
    ['a column is gone', 'ALTER TABLE migration_gate.ledger DROP COLUMN blob'],
    ['the ledger is gone', 'DROP TABLE migration_gate.ledger'],
    ['the gate is gone', 'DROP TABLE migration_gate.gate'],
    ['the gate is empty', 'DELETE FROM migration_gate.gate'],
  ])('broken, %s: refused, never "no ledger"', async (_name, sql) => {
    await using database = await freshDatabase(localServer());
    await fillLedger(database);
    await database.query(sql);
    expect(await read(database)).toMatchObject({ access: 'refused' });
  });
});
