import { createHash } from 'node:crypto';
import { urlOf } from '../access.ts';
import { type Migration, padded } from '../migrations.ts';
import { type Neighbour, nodeProgram } from './neighbour.ts';

type Committed = { readonly file: string; readonly hash: string; readonly previous: string };

/** Each hash is of the one before and of the text. */
function chain(migrations: readonly Migration[]): Committed[] {
  let previous = '';
  return migrations.map(({ number, sql }) => {
    const body = `${`${previous}\n${sql}`.trim()}\n`;
    const hash = `sha1:${createHash('sha1').update(body).digest('hex')}`;
    const committed = { file: padded(number, 6), hash, previous };
    previous = hash;
    return committed;
  });
}

export const graphileMigrate: Neighbour = {
  name: 'graphile-migrate',
  runsOn: 'Node',
  npm: ['graphile-migrate@1.4.1'],
  files: (migrations, access) => {
    const committed = chain(migrations).map(({ file, hash, previous }, i) => [
      `migrations/committed/${file}.sql`,
      `--! Previous: ${previous || '-'}\n--! Hash: ${hash}\n\n${migrations[i]?.sql}\n`,
    ]);
    return {
      '.gmrc': JSON.stringify({
        connectionString: urlOf(access),
        // Not used by status, which asks for them all the same.
        shadowConnectionString: urlOf({ ...access, database: 'shadow' }),
        rootConnectionString: urlOf({ ...access, database: 'postgres' }),
      }),
      'migrations/current.sql': '',
      ...Object.fromEntries(committed),
    };
  },
  ledger: (migrations) => `
    CREATE SCHEMA graphile_migrate;
    CREATE TABLE graphile_migrate.migrations (
      hash text PRIMARY KEY,
      previous_hash text REFERENCES graphile_migrate.migrations,
      filename text NOT NULL,
      date timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE graphile_migrate.current (
      filename text PRIMARY KEY DEFAULT 'current.sql',
      content text NOT NULL,
      date timestamptz NOT NULL DEFAULT now()
    );
    INSERT INTO graphile_migrate.migrations (hash, previous_hash, filename)
      SELECT hash, previous, filename FROM json_to_recordset('${JSON.stringify(
        chain(migrations).map(({ file, hash, previous }) => ({
          hash,
          previous: previous || null,
          filename: `${file}.sql`,
        })),
      )}') AS r (hash text, previous text, filename text)`,
  status: (place) => ({ argv: nodeProgram(place, 'graphile-migrate/dist/cli.js', 'status') }),
  clean: /up to date/i,
  note: '`graphile-migrate status` writes: it makes its ledger where there is none.',
};
