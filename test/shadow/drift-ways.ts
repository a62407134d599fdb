/** One thing that a hand does to a database, and what must be said of it: that, and nothing else. */
export type DriftWay = {
  readonly sql: string;
  /** The sentences of `drift`, in their order. */
  readonly says: readonly string[];
  /** It is meant to fail outside of a transaction, and leaves behind what this takes away. */
  readonly undo?: string;
};

const way = (sql: string, ...says: readonly string[]): DriftWay => ({ sql, says });

/** Each is done to a database of drift-schema.sql by itself. */
export const DRIFT_WAYS: readonly DriftWay[] = [
  way(
    'CREATE TABLE hotfix (id int PRIMARY KEY, why text)',
    'table public.hotfix (2 columns, 1 constraint) is in no migration',
  ),
  way(
    'DROP TABLE billing.invoices CASCADE',
    'table billing.invoices (4 columns, 1 index, 2 constraints) is missing',
    'view public.owed is missing',
    'materialized view public.totals (1 index) is missing',
  ),
  way('DROP TABLE notes', 'table public.notes (3 columns, 1 constraint, 1 policy) is missing'),
  way(
    'ALTER TABLE notes RENAME TO remarks',
    'table public.notes (3 columns, 1 constraint, 1 policy) is missing',
    'table public.remarks (3 columns, 1 constraint, 1 policy) is in no migration',
  ),
  way('CREATE UNLOGGED TABLE scratch ()', 'table public.scratch is in no migration'),
  way('ALTER TABLE notes SET UNLOGGED', 'table public.notes is unlogged'),
  way(
    "ALTER TABLE users ADD COLUMN nick text NOT NULL DEFAULT ''",
    'column public.users.nick is in no migration',
  ),
  way('ALTER TABLE users DROP COLUMN created_at', 'column public.users.created_at is missing'),
  way(
    'ALTER TABLE users RENAME COLUMN age TO years',
    'view public.adults is not as promised',
    'column public.users.age is missing',
    'column public.users.years is in no migration',
    'constraint public.users.users_age: CHECK ((years > 0)), promised CHECK ((age > 0))',
    'index public.users_lower is not as promised',
    'statistics public.users_stats is not as promised',
  ),
  way(
    'ALTER TABLE billing.invoices ALTER COLUMN note TYPE varchar(10)',
    'column billing.invoices.note: type character varying(10), promised text',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN age SET DEFAULT 0',
    'column public.users.age: default 0, promised 1',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN age DROP DEFAULT',
    'column public.users.age: default is missing',
  ),
  way(
    "ALTER TABLE users ALTER COLUMN name SET DEFAULT 'nobody'",
    'column public.users.name: default is in no migration',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN email DROP NOT NULL',
    'column public.users.email: NOT NULL is missing',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN age SET NOT NULL',
    'column public.users.age: NOT NULL is in no migration',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN name TYPE text COLLATE "POSIX"',
    'column public.users.name: collation "POSIX", promised "C"',
  ),
  way(
    'ALTER TABLE billing.invoices ALTER COLUMN id SET GENERATED ALWAYS',
    'column billing.invoices.id: identity always, promised by default',
  ),
  way(
    'ALTER TABLE billing.invoices ALTER COLUMN id DROP IDENTITY',
    'column billing.invoices.id: identity is missing',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN initials DROP EXPRESSION',
    'column public.users.initials: generation expression is missing',
  ),
  way(
    'ALTER TABLE billing.invoices ALTER COLUMN note SET STORAGE EXTERNAL',
    'column billing.invoices.note: storage is in no migration',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN name SET STATISTICS 500',
    'column public.users.name: statistics target is in no migration',
  ),
  way(
    'ALTER TABLE users ALTER COLUMN age SET (n_distinct = 50)',
    'column public.users.age: setting is in no migration',
  ),
  way('DROP INDEX users_name', 'index public.users_name is missing'),
  way(
    'CREATE INDEX users_age_hotfix ON users (age)',
    'index public.users_age_hotfix is in no migration',
  ),
  way(
    'DROP INDEX users_lower; CREATE INDEX users_lower ON users (lower(email))',
    'index public.users_lower is not as promised',
  ),
  way(
    'ALTER INDEX users_name RENAME TO users_name_idx',
    'index public.users_name is missing',
    'index public.users_name_idx is in no migration',
  ),
  way('ALTER INDEX users_name SET (fillfactor = 50)', 'index public.users_name is not as promised'),
  way(
    'ALTER TABLE users DROP CONSTRAINT users_age',
    'constraint public.users.users_age is missing',
  ),
  way(
    'ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17)',
    'constraint public.users.adult is in no migration',
  ),
  way(
    'ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17) NOT VALID',
    'constraint public.users.adult is in no migration, and NOT VALID',
  ),
  way(
    'ALTER TABLE users DROP CONSTRAINT users_age, ADD CONSTRAINT users_age CHECK (age > 0) NOT VALID',
    'constraint public.users.users_age is NOT VALID',
  ),
  way(
    'ALTER TABLE users DROP CONSTRAINT users_email',
    'constraint public.users.users_email is missing',
  ),
  way(
    'ALTER TABLE users RENAME CONSTRAINT users_email TO unique_email',
    'constraint public.users.unique_email is in no migration',
    'constraint public.users.users_email is missing',
  ),
  way(
    'ALTER TABLE billing.invoices DROP CONSTRAINT invoices_user_id_fkey, ADD CONSTRAINT invoices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)',
    'constraint billing.invoices.invoices_user_id_fkey is not as promised',
  ),
  way(
    'ALTER TABLE billing.invoices ALTER CONSTRAINT invoices_user_id_fkey DEFERRABLE',
    'constraint billing.invoices.invoices_user_id_fkey is not as promised',
  ),
  way(
    'ALTER TABLE billing.invoices REPLICA IDENTITY DEFAULT',
    'table billing.invoices: replica identity is missing',
  ),
  way(
    'ALTER TABLE users REPLICA IDENTITY USING INDEX users_email',
    'table public.users: replica identity is in no migration',
  ),
  way(
    'ALTER TABLE billing.invoices SET (fillfactor = 70)',
    'storage options of billing.invoices: fillfactor=70, promised fillfactor=90',
  ),
  way(
    'ALTER TABLE users SET (autovacuum_enabled = false)',
    'storage options of public.users: autovacuum_enabled=false, in no migration',
  ),
  way(
    'ALTER TABLE notes DISABLE ROW LEVEL SECURITY',
    'row security of public.notes is off, promised on',
  ),
  way(
    'ALTER TABLE notes FORCE ROW LEVEL SECURITY',
    'row security of public.notes is forced, promised enabled',
  ),
  way(
    'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
    'row security of public.users is on, in no migration',
  ),
  way('DROP POLICY own_notes ON notes', 'policy public.notes.own_notes is missing'),
  way(
    'ALTER POLICY own_notes ON notes USING (true)',
    'policy public.notes.own_notes is not as promised',
  ),
  way(
    'CREATE POLICY read_all ON notes FOR SELECT USING (true)',
    'policy public.notes.read_all is in no migration',
  ),
  way(
    'ALTER TABLE users DISABLE TRIGGER users_touch',
    'trigger public.users.users_touch is disabled, promised enabled',
  ),
  way('DROP TRIGGER users_touch ON users', 'trigger public.users.users_touch is missing'),
  way(
    'CREATE TRIGGER notes_touch AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION touch()',
    'trigger public.notes.notes_touch is in no migration',
  ),
  way(
    'ALTER TABLE users ENABLE ALWAYS TRIGGER users_touch',
    'trigger public.users.users_touch is enabled always, promised enabled',
  ),
  way('DROP RULE keep_notes ON notes', 'rule public.notes.keep_notes is missing'),
  way(
    'ALTER TABLE notes DISABLE RULE keep_notes',
    'rule public.notes.keep_notes is disabled, promised enabled',
  ),
  way(
    "CREATE OR REPLACE FUNCTION add_one(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i + 2'",
    'function public.add_one(i integer): another body',
  ),
  way(
    'ALTER FUNCTION add_one(integer) STABLE SECURITY DEFINER',
    'function public.add_one(i integer): volatility STABLE, not IMMUTABLE; SECURITY DEFINER on, not off',
  ),
  way('DROP FUNCTION add_one(integer)', 'function public.add_one(i integer) is missing'),
  way(
    "CREATE FUNCTION add_one(i text) RETURNS text LANGUAGE sql AS 'SELECT i'",
    'function public.add_one(i text) is in no migration',
  ),
  way(
    "CREATE OR REPLACE PROCEDURE clean_up() LANGUAGE sql AS 'DELETE FROM users'",
    'procedure public.clean_up(): another body',
  ),
  way(
    'CREATE OR REPLACE VIEW adults AS SELECT id, email FROM users WHERE age >= 21',
    'view public.adults is not as promised',
  ),
  way(
    'CREATE OR REPLACE VIEW both_ids AS SELECT d.id FROM base AS b JOIN derived AS d ON d.id = b.id',
    'view public.both_ids is not as promised',
  ),
  way(
    'CREATE OR REPLACE VIEW ids AS SELECT id FROM billing.base',
    'view public.ids is not as promised',
  ),
  way('DROP VIEW owed', 'view public.owed is missing'),
  way('CREATE VIEW report AS SELECT 1 AS one', 'view public.report is in no migration'),
  way(
    'ALTER VIEW adults SET (security_barrier = true)',
    'storage options of public.adults: security_barrier=true, in no migration',
  ),
  way('DROP MATERIALIZED VIEW totals', 'materialized view public.totals (1 index) is missing'),
  way('DROP INDEX totals_user', 'index public.totals_user is missing'),
  way("ALTER TYPE mood ADD VALUE 'angry'", "enum public.mood: label 'angry' is in no migration"),
  way(
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "enum public.mood: label 'blue' is in no migration",
    "enum public.mood: label 'sad' is missing",
  ),
  way(
    "CREATE TYPE colour AS ENUM ('red', 'green')",
    'enum public.colour (2 labels) is in no migration',
  ),
  way(
    'ALTER TYPE billing.money_pair ADD ATTRIBUTE rate numeric',
    'column billing.money_pair.rate is in no migration',
  ),
  way(
    'ALTER DOMAIN positive SET NOT NULL',
    'domain public.positive: integer not null, promised integer',
  ),
  way(
    'ALTER DOMAIN positive DROP CONSTRAINT positive_check',
    'constraint public.positive.positive_check is missing',
  ),
  way('DROP TYPE spans', 'range public.spans is missing'),
  way(
    'ALTER SEQUENCE invoice_numbers INCREMENT 5',
    'sequence public.invoice_numbers is not as promised',
  ),
  way('DROP SEQUENCE invoice_numbers', 'sequence public.invoice_numbers is missing'),
  way(
    'ALTER SEQUENCE users_id_seq OWNED BY NONE',
    'sequence public.users_id_seq: owning column is missing',
  ),
  way(
    'ALTER TABLE events DETACH PARTITION events_2025',
    'table public.events_2025 is no partition any more',
  ),
  way(
    "CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
    'table public.events_2027 (2 columns, 1 index) is in no migration',
  ),
  way('DROP TABLE events_2026', 'table public.events_2026 (2 columns, 1 index) is missing'),
  way(
    "COMMENT ON TABLE users IS 'Everybody.'",
    'comment on public.users: Everybody., promised Who may log in.',
  ),
  way('COMMENT ON COLUMN users.email IS NULL', 'comment on public.users.email is missing'),
  way(
    "COMMENT ON INDEX users_name IS 'For the list.'",
    'comment on public.users_name is in no migration',
  ),
  way(
    "COMMENT ON FUNCTION touch() IS 'Twice.'",
    'comment on public.touch(): Twice., promised Keeps the time.',
  ),
  way('DROP EXTENSION pg_trgm', 'extension pg_trgm is missing'),
  way('CREATE EXTENSION citext', 'extension citext is in no migration'),
  way(
    'CREATE SCHEMA reports; CREATE TABLE reports.daily (day date PRIMARY KEY)',
    'schema reports (1 table, 1 column, 1 constraint) is in no migration',
  ),
  way(
    'DROP SCHEMA billing CASCADE',
    'schema billing (2 tables, 7 columns, 1 index, 2 constraints) is missing',
    'view public.owed is missing',
    'materialized view public.totals (1 index) is missing',
  ),
  way('DROP STATISTICS users_stats', 'statistics public.users_stats is missing'),
  way(
    'ALTER TABLE derived NO INHERIT base',
    'table public.derived: inheritance from public.base is missing',
  ),
  {
    sql: 'CREATE UNIQUE INDEX CONCURRENTLY notes_owner ON notes (owner)',
    undo: 'DROP INDEX notes_owner',
    says: ['index public.notes_owner is in no migration, and INVALID'],
  },
];
