import { execFileSync } from 'node:child_process';
import type { Deployable, DeployableOptions } from '../deploy/deployable.ts';
import { migrationText } from '../gate/gated-repository.ts';
import { provable } from '../shadow/warm-engine.ts';
import type { Access } from '../support/postgres.ts';

/** What nobody's migration made. */
export const BEFORE = `
  CREATE SCHEMA app;
  CREATE TYPE app.mood AS ENUM ('sad', 'ok');
  CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL DEFAULT 'a;b', mood app.mood);
  CREATE FUNCTION shout(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
    -- a comment; with a semicolon
    RETURN upper($1);
  END $$;
  COMMENT ON TABLE users IS E'of old\\n-- no comment';`;

const file = (name: string, sql: string): [string, string] => [name, migrationText(name, sql)];

export const OLDER: Record<string, string> = Object.fromEntries([
  file('001_name.sql', 'ALTER TABLE users ADD COLUMN name text;'),
  file('002_orders.sql', 'CREATE TABLE orders (id bigint, user_id bigint REFERENCES users);'),
  file('003_total.sql', 'ALTER TABLE orders ADD COLUMN total numeric;'),
]);

/** A production that had tables before its migrations 001 and 002 were run by hand. */
export async function olderDatabase(options: DeployableOptions = {}): Promise<Deployable> {
  const made = await provable({ migrations: OLDER, ...options });
  await made.production.query(BEFORE);
  for (const sql of Object.values(OLDER).slice(0, 2)) await made.production.query(sql);
  return made;
}

/** Why the system's pg_dump cannot read this server; null: it can. */
export async function whyNoDump(database: Access): Promise<string | null> {
  const [row] = await database.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  );
  const server = Math.floor(Number(row?.version) / 10_000);
  try {
    const said = execFileSync('pg_dump', ['--version'], { encoding: 'utf8' });
    const own = Number(/\) (\d+)/.exec(said)?.[1]);
    return own >= server ? null : `pg_dump is of ${own}, and the server of ${server}`;
  } catch {
    return 'no pg_dump';
  }
}
