import fc from 'fast-check';

/** Statements that PostgreSQL's grammar accepts, with the traps of splitting in them. */
const STATEMENTS = [
  'BEGIN',
  'start transaction read only',
  'Commit',
  'END',
  'rollback to savepoint s',
  'ABORT',
  'SAVEPOINT s',
  'RELEASE s',
  "PREPARE TRANSACTION 'x'",
  "COMMIT PREPARED 'x'",
  'PREPARE commit AS SELECT 1',
  'SET TRANSACTION READ ONLY',
  'SELECT commit, "rollback", begin.savepoint FROM begin',
  'CREATE TABLE commit (abort int, "end" text)',
  "SELECT ';', 'it''s; commit;', E'it\\'s; end;', U&'\\0061;', $$; commit;$$, $a$ $b$; $$ $a$",
  "SELECT 'one'\n  'two;' AS end",
  "COMMENT ON TABLE t IS 'naïve; 😀 --'",
  'SELECT 1 -- ; commit;\n + 2',
  'SELECT /* ; /* nested; */ */ -1',
  'SELECT a <= -1, b @> c, d->>e, f[1:2], g::int, 1.5e3, 0x1F, @ -1, $1',
  'SELECT CASE WHEN a THEN 1 END case',
  'DO $$ BEGIN; COMMIT; END $$',
  'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN 1; END; $f$',
  'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 END; END',
  'CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1 case; SELECT t.end AS end FROM t; END',
  'CREATE PROCEDURE p() BEGIN ATOMIC END',
  'CREATE FUNCTION f(begin int) RETURNS int RETURN (SELECT CASE WHEN begin > 1 THEN 2 END)',
  'CREATE RULE r AS ON INSERT TO t DO ALSO (UPDATE a SET b = 1; DELETE FROM c;)',
  'CREATE INDEX CONCURRENTLY i ON t (a)',
  "INSERT INTO t VALUES ('begin'), (b'101'), (x'1F'), (n'x')",
];
const GAPS = ['', ' ', '\n', '-- c; commit;\n', '/* ; begin; */', '\t\n', "-- 😀 '\n"];

/** Scripts of such statements, with any gaps and empty statements between them. */
export const sqlScripts: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...STATEMENTS), fc.constantFrom(...GAPS), fc.boolean()), {
    maxLength: 6,
  })
  .map((list) =>
    list.map(([sql, gap, empty]) => `${gap}${sql}${gap};${empty ? ';' : ''}`).join(''),
  );
