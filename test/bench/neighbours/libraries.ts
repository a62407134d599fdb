import { createHash } from 'node:crypto';
import { urlOf } from '../access.ts';
import { type Migration, padded, textArray } from '../migrations.ts';
import type { Neighbour, Place } from './neighbour.ts';

/**
 * Tools without a command: each with the shortest program that its documentation shows. Two of
 * them have no way to ask only; with nothing pending, running them is asking.
 */
const run = ({ access }: Place) => ({
  argv: [process.execPath, 'check.mjs'],
  env: { DATABASE_URL: urlOf(access) },
});

const nameOf = ({ number }: Migration): string => `${padded(number)}_thing_${number}`;
const sha = (kind: string, text: string): string => createHash(kind).update(text).digest('hex');
const json = (rows: unknown): string => `'${JSON.stringify(rows)}'`;

const sqlFiles = (folder: string, migrations: readonly Migration[]): Record<string, string> =>
  Object.fromEntries(migrations.map((it) => [`${folder}/${nameOf(it)}.sql`, it.sql]));

const whenOf = ({ number }: Migration): number => 1_767_225_600_000 + number;

export const drizzle: Neighbour = {
  name: 'drizzle-orm',
  runsOn: 'Node',
  npm: ['drizzle-orm@0.45.4', 'pg@8.23.1'],
  files: (migrations) => ({
    'check.mjs': `
      import { drizzle } from 'drizzle-orm/node-postgres';
      import { migrate } from 'drizzle-orm/node-postgres/migrator';
      import pg from 'pg';
      const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
      await client.connect();
      await migrate(drizzle(client), { migrationsFolder: 'drizzle' });
      await client.end();\n`,
    'drizzle/meta/_journal.json': JSON.stringify({
      version: '7',
      dialect: 'postgresql',
      entries: migrations.map((it, idx) => ({
        idx,
        version: '7',
        when: whenOf(it),
        tag: nameOf(it),
        breakpoints: true,
      })),
    }),
    ...sqlFiles('drizzle', migrations),
  }),
  ledger: (migrations) => `
    CREATE SCHEMA drizzle;
    CREATE TABLE drizzle.__drizzle_migrations
      (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
    INSERT INTO drizzle.__drizzle_migrations (hash, created_at)
      SELECT hash, at FROM json_to_recordset(${json(
        migrations.map((it) => ({ hash: sha('sha256', it.sql), at: whenOf(it) })),
      )}) AS r (hash text, at bigint)`,
  status: run,
  clean: /^(?![\s\S])/,
  note: 'drizzle-orm and postgres-migrations cannot ask only: what is pending is applied.',
};

export const postgresMigrations: Neighbour = {
  name: 'postgres-migrations',
  runsOn: 'Node',
  npm: ['postgres-migrations@5.3.0', 'pg@8.23.1'],
  files: (migrations) => ({
    'check.mjs': `
      import pg from 'pg';
      import { migrate } from 'postgres-migrations';
      const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
      await client.connect();
      const ran = await migrate({ client }, 'migrations');
      console.log(ran.length + ' applied');
      await client.end();\n`,
    ...sqlFiles('migrations', migrations),
  }),
  ledger: (migrations) => `
    CREATE TABLE migrations (
      id integer PRIMARY KEY,
      name varchar(100) UNIQUE NOT NULL,
      hash varchar(40) NOT NULL,
      executed_at timestamp DEFAULT current_timestamp
    );
    INSERT INTO migrations (id, name, hash)
      SELECT id, name, hash FROM json_to_recordset(${json([
        { id: 0, name: 'create-migrations-table', hash: OWN_HASH },
        ...migrations.map((it) => ({
          id: it.number,
          name: `thing_${it.number}`,
          hash: sha('sha1', `${nameOf(it)}.sql${it.sql}`),
        })),
      ])}) AS r (id integer, name text, hash text)`,
  status: run,
  clean: /^0 applied$/m,
};

/** Of the first migration, which is the tool's own (5.3.0). */
const OWN_HASH = 'e18db593bcde2aca2a408c4d1100f6abba2195df';

export const umzug: Neighbour = {
  name: 'umzug',
  runsOn: 'Node',
  npm: ['umzug@3.8.3', 'pg@8.23.1'],
  files: (migrations) => ({
    'check.mjs': `
      import pg from 'pg';
      import { Umzug } from 'umzug';
      const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
      await client.connect();
      const storage = {
        executed: async () =>
          (await client.query('SELECT name FROM umzug ORDER BY name')).rows.map((it) => it.name),
        logMigration: async () => {},
        unlogMigration: async () => {},
      };
      const umzug = new Umzug({ migrations: { glob: 'migrations/*.sql' }, storage });
      console.log((await umzug.pending()).length + ' pending');
      await client.end();\n`,
    ...sqlFiles('migrations', migrations),
  }),
  ledger: (migrations) => `
    CREATE TABLE umzug (name text PRIMARY KEY);
    INSERT INTO umzug
      SELECT unnest(${textArray(migrations.map((it) => `${nameOf(it)}.sql`))})`,
  status: run,
  clean: /^0 pending$/m,
  note: 'umzug keeps its ledger through a few lines of the user: here one table, asked once.',
};
