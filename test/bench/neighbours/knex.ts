import { type Migration, padded, textArray } from '../migrations.ts';
import { type Neighbour, nodeProgram } from './neighbour.ts';

const fileOf = ({ number }: Migration): string => `202601${padded(number, 8)}_thing_${number}.js`;

export const knex: Neighbour = {
  name: 'knex',
  runsOn: 'Node',
  npm: ['knex@3.3.0', 'pg@8.23.1'],
  files: (migrations, access) => ({
    'knexfile.js': `
      const fs = require('node:fs');
      const { caFile, ...connection } = ${JSON.stringify({ ...access, ca: undefined })};
      const ssl = caFile ? { ca: fs.readFileSync(caFile, 'utf8') } : false;
      module.exports = { client: 'pg', connection: { ...connection, ssl } };\n`,
    ...Object.fromEntries(
      migrations.map((migration) => [
        `migrations/${fileOf(migration)}`,
        `exports.up = (knex) => knex.raw('${migration.sql}');\nexports.down = () => {};\n`,
      ]),
    ),
  }),
  ledger: (migrations) => `
    CREATE TABLE knex_migrations
      (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
    CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked integer);
    INSERT INTO knex_migrations_lock (is_locked) VALUES (0);
    INSERT INTO knex_migrations (name, batch, migration_time)
      SELECT unnest(${textArray(migrations.map(fileOf))}), 1, now()`,
  status: (place) => ({ argv: nodeProgram(place, 'knex/bin/cli.js', 'migrate:status') }),
  clean: /No Pending Migration files Found/,
};
