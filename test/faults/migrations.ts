import { GATE_TABLE } from '../deploy/held-table.ts';

/** Deployed before anything is struck: where the others note that they ran. */
export const FIRST = {
  '001_ran.sql': `CREATE TABLE ran (name text);\nCREATE TABLE ${GATE_TABLE} ();\n`,
};

/**
 * The two that are struck. Each notes that it ran, as often as it does, and makes a table of so
 * many rows of 1000 characters; the first waits in between where the test wants it.
 */
export const plain = (rows: number) => ({
  '002_one.sql': `INSERT INTO ran VALUES ('one');\nLOCK TABLE ${GATE_TABLE};\n${making('one', rows)}`,
  '003_two.sql': `INSERT INTO ran VALUES ('two');\n${making('two', rows)}`,
});

function making(name: string, rows: number): string {
  const filling = `repeat('x', 1000) AS filling FROM generate_series(1, ${rows})`;
  return `CREATE TABLE made_${name} AS SELECT ${filling};\n`;
}

/** The first one makes an index in no transaction. */
export const CONCURRENT = {
  '002_one.sql': `-- migration-gate: no-transaction

CREATE INDEX CONCURRENTLY made_one ON ran (name);
`,
};

/** So that the index is as large as a table of so many rows. */
export const inflate = (rows: number): string =>
  `INSERT INTO ran SELECT md5(i::text) FROM generate_series(1, ${rows * 30}) AS i`;
