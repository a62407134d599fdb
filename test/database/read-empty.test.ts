import { expect, it } from 'vitest';
import { ensureLedger } from '../../src/database/ensure-ledger.ts';
import { readIsEmpty } from '../../src/database/read-empty.ts';
import { withSession } from '../../src/database/session.ts';
import { freshDatabase, localServer } from '../support/postgres.ts';

it('tells an empty database from one that somebody has used', async () => {
  await using database = await freshDatabase(localServer());
  const found = await withSession(database.connection, { timeoutSeconds: 10 }, async (session) => {
    const after = async (sql: string): Promise<[string, boolean]> => {
      await session.run(sql);
      const empty = await readIsEmpty(session, 10);
      await session.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
      return [sql, empty];
    };
    await ensureLedger(session);
    const each: [string, boolean][] = [];
    for (const sql of STATEMENTS) each.push(await after(sql));
    return each;
  });
  expect(found.filter(([, empty]) => empty).map(([sql]) => sql)).toEqual([
    '',
    'CREATE SCHEMA app',
    'CREATE EXTENSION pg_stat_statements',
    'CREATE TEMP TABLE gone ()',
  ]);
});

const STATEMENTS = [
  '',
  'CREATE SCHEMA app',
  'CREATE EXTENSION pg_stat_statements',
  'CREATE TEMP TABLE gone ()',
  'CREATE TABLE t ()',
  'CREATE VIEW v AS SELECT 1 AS one',
  'CREATE SEQUENCE s',
  'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
  "CREATE TYPE e AS ENUM ('a')",
  'CREATE DOMAIN d AS text',
  'CREATE TYPE c AS (a int)',
  'CREATE TYPE r AS RANGE (subtype = float8)',
  'CREATE TABLE app.t ()',
];
