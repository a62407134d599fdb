import { describe, expect, test } from 'vitest';
import { runMigration } from '../../src/database/run-migration.ts';
import { withSession } from '../../src/database/session.ts';
import { freshRole } from '../support/postgres.ts';
import { ANN, database, ledger, OPTIONS, onSession, run, tables } from './migration-runs.ts';

describe('applied', () => {
  test('with its row: exactly the SQL that ran, who, when, how long', async () => {
    const sql = "-- é 🐘\nCREATE TABLE a (t text DEFAULT 'it''s \\ $1');\n";
    expect(await run(sql)).toEqual({
      outcome: 'applied',
      durationMs: expect.any(Number),
      notices: [],
    });
    const [row] = await database.query('SELECT * FROM migration_gate.ledger');
    expect(row).toMatchObject({
      ...{ name: '001_a.sql', blob: ANN.blob, sql, state: 'applied', origin: 'deployed' },
      ...{ applied_by: 'änn@laptop', commit: 'c0ffee', branch: 'feature/x' },
      schema_fingerprint: null,
    });
    const times = `SELECT applied_at >= started_at AND applied_at > now() - interval '1 min'
      AND duration_ms BETWEEN 0 AND 60000 AS sensible FROM migration_gate.ledger`;
    expect(await database.query(times)).toEqual([{ sensible: true }]);
  });

  test('an empty file, comments only, a result set, a savepoint that is rolled back', async () => {
    expect(await run('', '001')).toMatchObject({ outcome: 'applied' });
    expect(await run('-- nothing', '002')).toMatchObject({ outcome: 'applied' });
    expect(await run('SELECT generate_series(1, 5)', '003')).toMatchObject({ outcome: 'applied' });
    const sql = 'SAVEPOINT s; CREATE TABLE b (); ROLLBACK TO s; CREATE TABLE c ()';
    expect(await run(sql, '004')).toMatchObject({ outcome: 'applied' });
    expect(await tables()).toEqual(['c']);
  });

  test('what the server remarks is handed on', async () => {
    const result = await run('CREATE TABLE a (); CREATE TABLE IF NOT EXISTS a ()');
    expect(result.notices).toEqual([
      { severity: 'NOTICE', message: 'relation "a" already exists, skipping', sqlstate: '42P07' },
    ]);
  });

  test.each([
    ['a role without rights on the ledger', `SET ROLE nobody_special`],
    ['a role, for its transaction', `SET LOCAL ROLE nobody_special`],
    ['another session user', `SET SESSION AUTHORIZATION nobody_special`],
    ['no search_path', `SELECT set_config('search_path', '', false)`],
    ['an encoding', `SET client_encoding TO 'LATIN1'`],
    ['standard_conforming_strings', `SET standard_conforming_strings TO off`],
    ['a statement_timeout', `SET statement_timeout TO '1h'`],
    [
      'an operator in the way',
      `CREATE FUNCTION no(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
       CREATE OPERATOR = (LEFTARG = text, RIGHTARG = text, FUNCTION = no);
       SET search_path TO public, pg_catalog`,
    ],
  ])(
    'whatever a file sets (%s), its row is written and the next starts afresh',
    async (_n, sql) => {
      const role = `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nobody_special')
      THEN CREATE ROLE nobody_special; END IF; END $$`;
      await database.query(role);
      const settings = `SELECT current_user::text AS role, session_user::text AS session,
      current_setting('search_path') AS path, current_setting('client_encoding') AS encoding,
      current_setting('standard_conforming_strings') AS strings,
      current_setting('statement_timeout') AS timeout`;
      await onSession(async (session) => {
        const before = await session.query(settings);
        const name = '001_é.sql';
        expect(await runMigration(session, { ...ANN, name, sql })).toMatchObject({
          outcome: 'applied',
        });
        const after = `CREATE TABLE after AS ${settings}`;
        expect(await runMigration(session, { ...ANN, name: '002', sql: after })).toMatchObject({
          outcome: 'applied',
        });
        expect(await session.query('SELECT * FROM public.after')).toEqual(before);
      });
      expect(await ledger()).toEqual([
        { name: '001_é.sql', state: 'applied' },
        { name: '002', state: 'applied' },
      ]);
    },
  );

  test('a role that the login switches to owns what every file makes', async () => {
    const owner = `owner_${database.name}`;
    await database.query(`CREATE ROLE ${owner}; GRANT ALL ON DATABASE ${database.name} TO ${owner};
      GRANT ALL ON SCHEMA public TO ${owner};
      GRANT USAGE ON SCHEMA migration_gate TO ${owner};
      GRANT ALL ON ALL TABLES IN SCHEMA migration_gate TO ${owner}`);
    const login = await freshRole(
      database,
      (role) => `GRANT ${owner} TO ${role}; ALTER ROLE ${role} SET role TO ${owner}`,
    );
    await withSession(login.connection, OPTIONS, async (session) => {
      for (const name of ['a', 'b']) {
        const sql = `CREATE TABLE ${name} (); SET ROLE NONE`;
        expect(await runMigration(session, { ...ANN, name, sql })).toMatchObject({
          outcome: 'applied',
        });
      }
    });
    const owners = await database.query(
      `SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(owners).toEqual([{ tableowner: owner }]);
    await database.query(`DROP OWNED BY ${owner}; DROP ROLE ${owner}`);
  });

  test('temporary tables of one file are not there for the next', async () => {
    await onSession(async (session) => {
      const sql = 'CREATE TEMP TABLE t ()';
      for (const name of ['001', '002']) {
        expect(await runMigration(session, { ...ANN, name, sql })).toMatchObject({
          outcome: 'applied',
        });
      }
    });
  });
});
