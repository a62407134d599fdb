import { GATE_TABLE } from '../deploy/held-table.ts';

/** Deployed before anything is struck: where the others note that they ran. */
export const FIRST = {
  '001_ran.sql': `CREATE TABLE ran (name text);\nCREATE TABLE ${GATE_TABLE} ();\n`,
};

/** Notes that it ran, as often as it does; what it makes takes half a megabyte. */
const noting = (name: string): string => `INSERT INTO ran VALUES ('${name}');
CREATE TABLE made_${name} AS SELECT repeat('x', 1000) AS filling FROM generate_series(1, 500);
`;

/** The two that are struck; the first waits in its last statement where the test wants it. */
export const PLAIN = {
  '002_one.sql': `${noting('one')}LOCK TABLE ${GATE_TABLE};\n`,
  '003_two.sql': noting('two'),
};

/** The first one makes an index in no transaction. */
export const CONCURRENT = {
  '002_one.sql': `-- migration-gate: no-transaction

CREATE INDEX CONCURRENTLY made_one ON ran (name);
`,
};
