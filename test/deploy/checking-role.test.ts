import { expect, it } from 'vitest';
import { freshRole } from '../support/postgres.ts';
import { deployable } from './deployable.ts';

it('a role of init --print-role can verify, and can do nothing else', async () => {
  await using made = await deployable({ migrations: { '001_a.sql': 'CREATE TABLE a ();' } });
  const { repository, production } = made;
  await production.query('CREATE TABLE secrets (s text)');
  const printed = await repository.gate('init', '--print-role');
  expect(printed).toMatchObject({ code: 0, stderr: '' });
  expect(printed.stdout).toMatchInlineSnapshot(`
    "-- A role that may read migration-gate's ledger, and nothing else.
    -- Run it in the production database, as the role that deploys there
    -- (DEPLOY_DATABASE_URL), which must be allowed to make roles: psql "…" -f role.sql
    -- Then give the role a password, without it getting into a file or a history:
    --   \\password migration_gate_check
    -- PostgreSQL 14 and older let every role make tables in schema public, unless:
    --   REVOKE CREATE ON SCHEMA public FROM PUBLIC;

    DO $$
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'migration_gate_check') THEN
        CREATE ROLE migration_gate_check LOGIN
          NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
      END IF;
      EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO migration_gate_check',
        pg_catalog.current_database());
    END
    $$;
    ALTER ROLE migration_gate_check SET default_transaction_read_only TO on;

    CREATE SCHEMA IF NOT EXISTS migration_gate;
    GRANT USAGE ON SCHEMA migration_gate TO migration_gate_check;
    GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO migration_gate_check;
    ALTER DEFAULT PRIVILEGES IN SCHEMA migration_gate
      GRANT SELECT ON TABLES TO migration_gate_check;
    "
  `);

  // A role is the whole server's, so each run has one of its own name, and the test gives a password.
  const checking = await freshRole(production);
  const role = checking.connection.user;
  const sql = printed.stdout.replaceAll('migration_gate_check', role);
  // Before there is a ledger, and twice.
  for (let time = 0; time < 2; time += 1) await production.query(sql);
  const both = repository.with({
    DATABASE_URL: checking.url,
    DATABASE_CA_CERT: production.server.caFile ?? '',
    DEPLOY_DATABASE_URL: production.url,
  });
  expect(await both.gate('verify')).toMatchObject({ code: 1 });
  expect(await both.gate('deploy', '--yes')).toMatchObject({ code: 0, stderr: '' });
  expect(await both.gate('apply')).toMatchObject({ code: 0 });
  expect(await both.gate('verify', '--drift')).toMatchObject({ code: 0, stderr: '' });

  const refused = [
    'CREATE TABLE b ()',
    'CREATE SCHEMA b',
    'SELECT * FROM secrets',
    'SELECT * FROM a',
    'CREATE TABLE migration_gate.b ()',
    'DELETE FROM migration_gate.ledger',
    "UPDATE migration_gate.ledger SET state = 'applied'",
    "INSERT INTO migration_gate.audit (by, action) VALUES ('x', 'y')",
    'DROP SCHEMA migration_gate CASCADE',
    'CREATE ROLE other',
  ];
  for (const attempt of refused) {
    // BEGIN: what the role is set to is no right, so it is set aside.
    const tried = checking.query(`BEGIN READ WRITE; ${attempt}`);
    await expect(tried, attempt).rejects.toThrow(/permission denied|must be owner/);
  }
});
