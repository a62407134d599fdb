import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSql } from '../../src/core/sql-text.ts';
import { freshDatabase, localServer } from '../support/postgres.ts';
import { freshRepository } from '../support/repository.ts';
import { madeBundle } from './made-bundle.ts';
import { psqlNeeded, runScript, WITHOUT_PSQL } from './psql.ts';

const SEEN = 'INSERT INTO seen (query) VALUES (current_query());';

/** What psql would take for its own, in a piece of text. */
const lure = fc.constantFrom(
  ':by',
  ":'by'",
  ':"by"',
  ':{?by}',
  ':mg_sql_1',
  '\\gexec',
  '\\g\n',
  '\\q',
  '\\.',
  '\n\\.\n',
  '\n\\quit\n',
  '\\\\',
  "''",
  ';',
  ':',
  '::',
  '$mg$',
  '$mg1$',
  '$$',
  '$',
  '\r',
  '\t',
  '\n',
  'é',
  '漢',
  '🙂',
  '\u00a0',
  '\u200b',
  '%L',
  'x',
);
const noise = fc.array(lure, { maxLength: 8 }).map((pieces) => pieces.join(''));

/** Statements that are right whatever stands in them. */
const statement = fc.oneof(
  noise.map((text) => `SELECT '${text.replace(/'/g, "''")}'::text;`),
  noise.map((text) => `SELECT E'${text.replace(/\\/g, '\\\\').replace(/'/g, "''")}';`),
  noise.map((text) => `SELECT $f$${text.replaceAll('$', '')}$f$ ;`),
  noise.map((text) => `SELECT 1 AS "q${text.replace(/"/g, '""')}";`),
  noise.map((text) => `/* ${text.replaceAll('*/', '')} */ SELECT (ARRAY[1,2,3])[1:2];`),
  noise.map((text) => `-- ${text.replace(/[\r\n]/g, ' ')}\nSELECT 1;`),
  noise.map(
    (text) => `CREATE OR REPLACE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $body$
      DECLARE n int := 1; BEGIN RETURN '${text.replace(/'/g, "''").replaceAll('$', '')}'; END; $body$;`,
  ),
  fc.constant("SELECT a[1:n] FROM (SELECT ARRAY[1,2] AS a, 2 AS n) AS s WHERE 'a:b' <> '';"),
);
const file = fc.array(statement, { maxLength: 4 }).map((all) => `${all.join('\n')}\n${SEEN}`);

/** As git gives it: CRLF is LF (core/sql-text.ts). */
function asRead(text: string): string {
  const decoded = decodeSql(new TextEncoder().encode(text));
  if (!decoded.ok) throw new Error(decoded.problem);
  return decoded.text;
}

describe.skipIf(WITHOUT_PSQL)(`the SQL in a bundle${psqlNeeded}`, () => {
  it('reaches the server byte by byte, whatever psql would read in it', async () => {
    await using database = await freshDatabase(localServer());
    await using repository = await freshRepository();
    await database.query('CREATE TABLE seen (n int GENERATED ALWAYS AS IDENTITY, query text)');
    const texts = fc.sample(file, 120).map(asRead);
    const names = texts.map((_, i) => `${String(i + 1).padStart(3, '0')}_x.sql`);
    const script = await madeBundle(
      database,
      Object.fromEntries(names.map((name, i) => [name, texts[i] ?? ''])),
    );
    repository.write('it.sql', script);

    const ran = await runScript(repository, database, 'it.sql', '-v', 'by=Bo', '-v', 'x=1');

    expect(ran).toMatchObject({ code: 0 });
    const seen = await database.query<{ query: string }>('SELECT query FROM seen ORDER BY n');
    expect(seen.map(({ query }) => query)).toEqual(texts);
    const kept = await database.query<{ sql: string }>(
      'SELECT sql FROM migration_gate.ledger ORDER BY name',
    );
    expect(kept.map(({ sql }) => sql)).toEqual(texts);
  });

  it('is cut at its own statements where it runs one by one, or has its own BEGIN', async () => {
    await using database = await freshDatabase(localServer());
    await using repository = await freshRepository();
    await database.query('CREATE TABLE seen (n int GENERATED ALWAYS AS IDENTITY, query text)');
    const own = `SELECT 'é🙂:by';\n${SEEN}`;
    const one = "INSERT INTO seen (query) SELECT current_query() || ':by\\é'";
    const texts = {
      '001_own.sql': `-- é;\nBEGIN;\n${own}\n COMMIT ; -- 🙂`,
      '002_none.sql': `-- migration-gate: no-transaction\nVACUUM;\n${one} ;/* é */ ${SEEN}\n`,
      '003_two.sql': `BEGIN; ${SEEN} COMMIT; START TRANSACTION; ${SEEN} ROLLBACK; ${SEEN}`,
      '004_empty.sql': '-- nothing\n',
      '005_none.sql': '-- migration-gate: no-transaction\n',
      '006_empty.sql': 'BEGIN; COMMIT',
    };
    repository.write('it.sql', await madeBundle(database, texts));

    const ran = await runScript(repository, database, 'it.sql');

    expect(ran).toMatchObject({ code: 0 });
    const seen = await database.query<{ query: string }>('SELECT query FROM seen ORDER BY n');
    const alone = SEEN.slice(0, -1);
    expect(seen.map(({ query }) => query)).toEqual([
      `${own}\n `,
      `${one}:by\\é`,
      alone,
      alone,
      alone,
    ]);
    const kept = await database.query<{ sql: string }>(
      'SELECT sql FROM migration_gate.ledger ORDER BY name',
    );
    expect(kept.map(({ sql }) => sql)).toEqual(Object.values(texts));
  });
});
