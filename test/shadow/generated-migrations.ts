/**
 * A project's migrations, the same in each run: ten a round, of which five make a table; the others
 * alter, index, constrain and fill them, and undo what an earlier round has made. Nobody wrote
 * headers, some write IF NOT EXISTS, some come in transactions of their own.
 */
export function generatedMigrations(count: number): Record<string, string> {
  const files = Array.from({ length: count }, (_, i): [string, string] => {
    const [words, sql] = migrationAt(Math.floor(i / 10), i % 10);
    return [`${String(i + 1).padStart(4, '0')}_${words}.sql`, sql];
  });
  return Object.fromEntries(files);
}

/** Of one round and its ten: the words of the name, and the text. */
function migrationAt(round: number, at: number): [string, string] {
  const made = MIGRATIONS[at];
  if (made === undefined) throw new Error(`a round has ten, not ${at}`);
  return made(round);
}

const MIGRATIONS: readonly ((n: number) => [string, string])[] = [
  (n) => [
    `create_accounts_${n}`,
    `CREATE TABLE accounts_${n} (
  id bigserial PRIMARY KEY,
  email varchar(${100 + n}) NOT NULL UNIQUE,
  name text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX accounts_${n}_name ON accounts_${n} (lower(name));
`,
  ],
  (n) => [
    `create_orders_${n}`,
    `CREATE TABLE ${n % 4 === 0 ? 'IF NOT EXISTS ' : ''}orders_${n} (
  id uuid PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts_${n} (id) ON DELETE CASCADE,
  total numeric(12, 2) NOT NULL DEFAULT 0 CHECK (total >= 0),
  note text
);
`,
  ],
  (n) => [
    `add_status_to_orders_${n}`,
    `CREATE TYPE status_${n} AS ENUM ('new', 'paid', 'sent');
ALTER TABLE orders_${n} ADD COLUMN status status_${n} NOT NULL DEFAULT 'new';
`,
  ],
  (n) => [
    `create_items_${n}`,
    `BEGIN;
CREATE TABLE items_${n} (
  order_id uuid NOT NULL REFERENCES orders_${n} (id),
  position int NOT NULL,
  price numeric(12, 2),
  data jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (order_id, position)
);
COMMIT;
`,
  ],
  (n) => [
    `index_orders_${n}`,
    `ALTER TABLE orders_${n} ADD COLUMN IF NOT EXISTS placed_on date;
CREATE INDEX orders_${n}_placed ON orders_${n} (placed_on DESC) WHERE status <> 'sent';
COMMENT ON COLUMN orders_${n}.placed_on IS 'the day in the customer''s own time zone';
`,
  ],
  (n) => [`fill_placed_on_${n}`, `UPDATE orders_${n} SET placed_on = now()::date;\n`],
  (n) => [
    `create_invoices_${n}`,
    `CREATE TABLE invoices_${n} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id uuid REFERENCES orders_${n} (id),
  of_account bigint REFERENCES accounts_${Math.max(0, n - 1)} (id),
  paid boolean NOT NULL DEFAULT false
);
`,
  ],
  (n) => [
    `touch_accounts_${n}`,
    `ALTER TABLE accounts_${n} ADD COLUMN updated_at timestamptz;
CREATE FUNCTION touch_${n}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON accounts_${n}
  FOR EACH ROW EXECUTE FUNCTION touch_${n}();
`,
  ],
  (n) => [
    `create_events_${n}`,
    `CREATE TABLE events_${n} (
  id bigserial PRIMARY KEY,
  kind text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_${n}_at ON events_${n} (at);
CREATE INDEX events_${n}_kind ON events_${n} (kind, at);
`,
  ],
  (n) => UNDOINGS[n % UNDOINGS.length]?.(n) ?? ['nothing', 'SELECT 1;\n'],
];

/** The last of a round: what was made is altered, seen through a view, or gone. */
const UNDOINGS: readonly ((n: number) => [string, string])[] = [
  (n) => [`drop_events_kind_${n}`, `DROP INDEX events_${n}_kind;\n`],
  (n) => [
    `widen_email_${n}`,
    `ALTER TABLE accounts_${n} ALTER COLUMN email TYPE text, ALTER COLUMN name SET NOT NULL;\n`,
  ],
  (n) => [
    `view_of_open_orders_${n}`,
    `CREATE VIEW open_orders_${n} AS
  SELECT o.id, a.email, o.total FROM orders_${n} o JOIN accounts_${n} a ON a.id = o.account_id
  WHERE o.status = 'new';
`,
  ],
  (n) => [`drop_invoices_${n}`, `DROP TABLE invoices_${n};\n`],
  (n) => [
    `rename_note_${n}`,
    `ALTER TABLE orders_${n} RENAME COLUMN note TO remark;
ALTER TABLE items_${n} ADD CONSTRAINT items_${n}_price CHECK (price > 0) NOT VALID;
`,
  ],
  (n) => [`seed_events_${n}`, `INSERT INTO events_${n} (kind) VALUES ('begun'), ('ended');\n`],
];
