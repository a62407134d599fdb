-- What migration-gate keeps in a database: which migrations ran there, and what was decided.
-- Made once, under the deploy lock, in one transaction (see ensure-ledger.ts). PostgreSQL 13 to 18.
-- Checking needs no more than:
--   GRANT USAGE ON SCHEMA migration_gate TO <role>;
--   GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO <role>;

-- No name below is looked up anywhere but where it says.
SET LOCAL search_path TO pg_catalog, pg_temp;

-- It is there already where the checking role was made before the ledger (init --print-role).
CREATE SCHEMA IF NOT EXISTS migration_gate;
COMMENT ON SCHEMA migration_gate IS 'The ledger of migration-gate: which migrations ran here.';

-- Every later version keeps database_id and ledger_version, so that an older one can tell.
CREATE TABLE migration_gate.gate (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  database_id uuid NOT NULL,
  ledger_version integer NOT NULL CHECK (ledger_version >= 1),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE migration_gate.gate IS
  'One row: which database this is (migration-gate.json pins it), and the format of the ledger.';

-- COLLATE "C": no change of the system's collations can break the key.
CREATE TABLE migration_gate.ledger (
  name text COLLATE "C" PRIMARY KEY CHECK (name <> ''),
  blob text NOT NULL CHECK (blob ~ '^([0-9a-f]{40}|[0-9a-f]{64})$'),
  sql text NOT NULL,
  state text NOT NULL CHECK (state IN ('started', 'applied')),
  origin text NOT NULL
    CHECK (origin IN ('applied', 'deployed', 'bundle', 'adopted', 'baseline')),
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  applied_at timestamptz,
  applied_by text NOT NULL,
  duration_ms bigint CHECK (duration_ms >= 0),
  commit text,
  branch text,
  schema_fingerprint text,
  CHECK ((state = 'applied') = (applied_at IS NOT NULL))
);
COMMENT ON TABLE migration_gate.ledger IS 'One row for each migration that ran here.';
COMMENT ON COLUMN migration_gate.ledger.name IS 'Path below the migrations folder.';
COMMENT ON COLUMN migration_gate.ledger.blob IS 'The git blob id of the file.';
COMMENT ON COLUMN migration_gate.ledger.sql IS 'The exact SQL that ran.';
COMMENT ON COLUMN migration_gate.ledger.state IS
  'started: it began and nobody knows how it ended; migration-gate resolve settles it.';
COMMENT ON COLUMN migration_gate.ledger.origin IS
  'applied, deployed and bundle ran it; adopted and baseline found its effects here.';
COMMENT ON COLUMN migration_gate.ledger.commit IS 'The commit it was read from.';
COMMENT ON COLUMN migration_gate.ledger.schema_fingerprint IS 'Of the whole schema after it.';

CREATE TABLE migration_gate.audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  by text NOT NULL,
  action text NOT NULL CHECK (action <> ''),
  migrations text[] NOT NULL DEFAULT '{}',
  reason text,
  details jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE migration_gate.audit IS
  'Overrides, adoptions, resolutions and leases. Rows are added, never changed.';

CREATE FUNCTION migration_gate.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path TO pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'migration_gate.audit is append only'
    USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION migration_gate.refuse_change() IS 'Keeps migration_gate.audit append only.';

CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON migration_gate.audit
  FOR EACH ROW EXECUTE FUNCTION migration_gate.refuse_change();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON migration_gate.audit
  FOR EACH STATEMENT EXECUTE FUNCTION migration_gate.refuse_change();
-- ALWAYS: session_replication_role = replica does not switch them off.
ALTER TABLE migration_gate.audit ENABLE ALWAYS TRIGGER append_only_rows;
ALTER TABLE migration_gate.audit ENABLE ALWAYS TRIGGER append_only_table;
