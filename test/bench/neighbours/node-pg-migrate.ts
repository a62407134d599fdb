import { urlOf } from '../access.ts';
import { type Migration, textArray } from '../migrations.ts';
import { type Neighbour, nodeProgram, type Place } from './neighbour.ts';

/** Thirteen digits: milliseconds. */
const nameOf = ({ number }: Migration): string =>
  `${1_767_225_600_000 + number}_create-thing-${number}`;

const run = (place: Place, ...args: string[]) => ({
  argv: nodeProgram(place, 'node-pg-migrate/bin/node-pg-migrate.js', ...args),
  env: { DATABASE_URL: urlOf(place.access) },
});

export const nodePgMigrate: Neighbour = {
  name: 'node-pg-migrate',
  runsOn: 'Node',
  npm: ['node-pg-migrate@9.0.0', 'pg@8.23.1'],
  files: (migrations) =>
    Object.fromEntries(
      migrations.map((migration) => [
        `migrations/${nameOf(migration)}.sql`,
        `-- Up Migration\n${migration.sql}\n\n-- Down Migration\nDROP TABLE thing_${migration.number};\n`,
      ]),
    ),
  ledger: (migrations) => `
    CREATE TABLE pgmigrations
      (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL);
    INSERT INTO pgmigrations (name, run_on)
      SELECT unnest(${textArray(migrations.map(nameOf))}), now()`,
  status: (place) => run(place, 'up', '--dry-run'),
  clean: /No migrations to run!/,
  deploy: (place) => run(place, 'up'),
  note: 'node-pg-migrate has no status: this is `up --dry-run`, which takes its lock, too.',
};

/** As ours: what ran stays when a later one fails. */
export const nodePgMigrateEach: Neighbour = {
  ...nodePgMigrate,
  name: 'node-pg-migrate --no-single-transaction',
  deploy: (place) => run(place, 'up', '--no-single-transaction'),
};
