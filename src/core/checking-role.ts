/** The role that `init --print-role` makes. */
const CHECKING_ROLE = 'migration_gate_check';

/**
 * SQL for a role that may read the ledger, and nothing else: for DATABASE_URL on machines that only
 * check. It can be run again, and before there is a ledger: the schema is made then, and what the
 * first deployment makes in it is readable by default.
 */
export const CHECKING_ROLE_SQL = `-- A role that may read migration-gate's ledger, and nothing else.
-- Run it in the production database, as the role that deploys there
-- (DEPLOY_DATABASE_URL), which must be allowed to make roles: psql "…" -f role.sql
-- Then give the role a password, without it getting into a file or a history:
--   \\password ${CHECKING_ROLE}
-- PostgreSQL 14 and older let every role make tables in schema public, unless:
--   REVOKE CREATE ON SCHEMA public FROM PUBLIC;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${CHECKING_ROLE}') THEN
    CREATE ROLE ${CHECKING_ROLE} LOGIN
      NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
  EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO ${CHECKING_ROLE}',
    pg_catalog.current_database());
END
$$;
ALTER ROLE ${CHECKING_ROLE} SET default_transaction_read_only TO on;

CREATE SCHEMA IF NOT EXISTS migration_gate;
GRANT USAGE ON SCHEMA migration_gate TO ${CHECKING_ROLE};
GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO ${CHECKING_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA migration_gate
  GRANT SELECT ON TABLES TO ${CHECKING_ROLE};
`;
