import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summariseChange } from '../../src/core/summarise-change.ts';
import { parseSql } from '../../src/parser/parse-sql.ts';
import { corpora, unlessAbsent } from './sql-corpora.ts';

const summarise = async (sql: string): Promise<string> => summariseChange(await parseSql(sql));

const STATEMENTS = [
  'CREATE TABLE invoices (id int PRIMARY KEY, total numeric); CREATE INDEX due ON invoices (id);',
  'CREATE TABLE IF NOT EXISTS billing.a (id int); ALTER TABLE billing.a ADD COLUMN b int;',
  'CREATE TEMP TABLE t (a int); INSERT INTO orders SELECT * FROM t;',
  'CREATE TABLE c AS SELECT 1; SELECT 1 AS a INTO d; CREATE MATERIALIZED VIEW m AS SELECT 1;',
  'CREATE INDEX ON users (email); CREATE UNIQUE INDEX CONCURRENTLY u ON users (name);',
  'ALTER TABLE users ADD age int, DROP COLUMN name, ALTER email SET NOT NULL, ADD CHECK (age > 0);',
  'ALTER TABLE users ADD CONSTRAINT users_pk PRIMARY KEY (id), DROP CONSTRAINT old_pk;',
  'ALTER TABLE users ENABLE ROW LEVEL SECURITY; ALTER TABLE users OWNER TO ann;',
  'ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME c TO d; ALTER TYPE mood RENAME TO feeling;',
  "ALTER TYPE mood ADD VALUE 'sad'; CREATE TYPE pair AS (a int); CREATE DOMAIN d AS text;",
  "CREATE TYPE mood AS ENUM ('happy'); CREATE SEQUENCE s; ALTER SEQUENCE s RESTART 2;",
  "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
  "DROP FUNCTION IF EXISTS f(); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
  'CREATE OR REPLACE VIEW v AS SELECT 1; DROP VIEW w, x; DROP MATERIALIZED VIEW m;',
  'CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();',
  'DROP TRIGGER IF EXISTS t ON users; DROP POLICY p ON a.b; CREATE POLICY p ON a.b USING (true);',
  'DROP TABLE IF EXISTS users; CREATE TABLE users ();',
  'CREATE TABLE a (); DROP TABLE a;',
  'CREATE TABLE IF NOT EXISTS a (); DROP TABLE a;',
  'DROP TABLE a, b, c, d, e CASCADE; DROP SCHEMA s; DROP TYPE mood; DROP INDEX i;',
  "UPDATE users SET age = 1; DELETE FROM old WHERE id = 1; DELETE FROM log; COPY a FROM '/x';",
  'TRUNCATE a, b; MERGE INTO c USING d ON true WHEN MATCHED THEN DELETE; REFRESH MATERIALIZED VIEW m;',
  'WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone;',
  'DO $$ BEGIN EXECUTE 1; END $$; CALL app.refill(1); SELECT public.refill(), 2; SELECT 1;',
  "SELECT pg_catalog.set_config('search_path', '', false); SET ROLE a; BEGIN; COMMIT;",
  "GRANT SELECT ON a TO b; COMMENT ON TABLE a IS 'x'; COMMENT ON TABLE b IS 'y'; REVOKE ALL ON a FROM b;",
  'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; CREATE SCHEMA AUTHORIZATION ann; CREATE ROLE app;',
  'VACUUM; REINDEX TABLE a; CLUSTER a; CREATE PUBLICATION p; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();',
  'CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int); CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);',
  'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a; ALTER ROLE a NOLOGIN; ALTER DATABASE d SET x.y = 1;',
  'ALTER FUNCTION f() OWNER TO a; ALTER TABLE a SET SCHEMA b; ALTER POLICY p ON t USING (false); ALTER VIEW v OWNER TO a;',
  'CREATE RULE r AS ON INSERT TO a DO NOTHING; CREATE STATISTICS st ON a, b FROM t; ALTER EXTENSION hstore UPDATE;',
  'CREATE FOREIGN TABLE ft (a int) SERVER s; CREATE SERVER s FOREIGN DATA WRAPPER w;',
  'CREATE TABLE "a\u202eb" ("c\nd" int); DROP TABLE "x"" y";',
  `DROP TABLE ${'n'.repeat(63)}.${'t'.repeat(63)}; DROP TABLE ${'m'.repeat(63)}.${'t'.repeat(63)};`,
  '-- nothing\n',
  'CREAT TABLE a ();',
];

describe('a change in words', () => {
  it('names what each statement does', async () => {
    const lines = await Promise.all(
      STATEMENTS.map(
        async (sql) => `${sql.split('\n')[0]?.slice(0, 90)}\n  ${await summarise(sql)}`,
      ),
    );
    expect(lines.join('\n')).toMatchSnapshot();
  });

  it('counts what it has no room to name, what destroys last of all', async () => {
    const many = Array.from({ length: 9 }, (_, i) => `CREATE TABLE table_number_${i} (a int);`);
    const indexes = Array.from({ length: 12 }, (_, i) => `CREATE INDEX i_${i} ON t (a${i});`);
    expect(await summarise([...many, ...indexes, 'DROP TABLE customers;'].join('\n'))).toBe(
      'adds 9 tables, 12 indexes; drops table customers',
    );
  });

  it(`has one line for every real migration${unlessAbsent}`, async ({ skip }) => {
    skip(corpora.length === 0);
    for (const { path, text } of corpora) {
      const line = await summarise(text);
      expect(line.length, path).toBeGreaterThan(10);
      expect([...line].length, `${path}: ${line}`).toBeLessThanOrEqual(76);
      expect(line, path).not.toMatch(/\n|undefined|many things| {2}/);
    }
  });

  it('is one line within 80 columns, whatever a parse tree is', async () => {
    const statement = fc.constantFrom(...STATEMENTS.slice(0, -1));
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { maxLength: 6 }), async (some) => {
        const line = await summarise(some.join(';\n'));
        expect(line).toMatch(/^[^\p{Cc}]{5,}$/u);
        expect([...line].length).toBeLessThanOrEqual(76);
      }),
      { numRuns: 60 },
    );
    const statements = [
      { kind: 'UnheardOfStmt', node: { relation: 3, cmds: [null, { AlterTableCmd: {} }] } },
      { kind: 'AlterTableStmt', node: { cmds: [{ AlterTableCmd: {} }] } },
      { kind: 'DropStmt', node: {} },
    ].map((one) => ({ ...one, start: 0, end: 0 }));
    expect(summariseChange({ kind: 'statements', statements })).toContain('runs UNHEARD OF');
  });
});
