import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { Connection } from '../../src/core/target.ts';
import { newPassword, readSecrets } from './run-folder.ts';
import { type RunningServer, type Server, type ServerOptions, startServer } from './server.ts';

type ServerConnection = Extract<Connection, { kind: 'server' }>;

/** One way into one database: who, and where. */
export type Access = {
  readonly server: Server;
  readonly connection: ServerConnection;
  /** Percent-encoded, without parameters: `postgres://user:password@127.0.0.1:5432/name`. */
  readonly url: string;
  /** Connects, runs one statement, disconnects. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
};

export type FreshDatabase = Access & {
  readonly name: string;
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The run's server without TLS. */
export function localServer(): Server {
  return inject('localServer');
}

/** The run's server that speaks nothing but TLS, with an authority of its own. */
export function productionServer(): Server {
  return inject('productionServer');
}

/** A server of the test's own, for faults: `await using extra = await startExtraServer(…)`. */
export function startExtraServer(options: ServerOptions = {}): Promise<RunningServer> {
  return startServer(inject('serverKit'), options);
}

/**
 * A new, empty database with a random name; as its superuser.
 * @param options of CREATE DATABASE: `TEMPLATE other`
 */
export async function freshDatabase(server: Server, options = ''): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const main = accessTo(server, 'postgres', server.user, server.password);
  await main.query(`CREATE DATABASE ${name} ${options}`);
  const drop = async (): Promise<void> => {
    await main.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  const access = accessTo(server, name, server.user, server.password);
  return { ...access, name, drop, [Symbol.asyncDispose]: drop };
}

/**
 * A new role that may log in, and what `grant` gives it beyond that, run as the superuser:
 * `freshRole(database, (role) => \`GRANT USAGE ON SCHEMA app TO ${role}\`)`.
 */
export async function freshRole(
  database: FreshDatabase,
  grant?: (role: string) => string,
): Promise<Access> {
  const role = `role_${randomBytes(6).toString('hex')}`;
  const password = newPassword(inject('runFolder'));
  await database.query(`CREATE ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  if (grant) await database.query(grant(role));
  return accessTo(database.server, database.name, role, password);
}

/** Every password of the run so far. */
export function secretsUsed(): string[] {
  return readSecrets(inject('runFolder'));
}

/** The same server with other credentials or another database. */
export function accessTo(server: Server, database: string, user: string, password: string): Access {
  const { host, port, ca } = server;
  const tls = ca === undefined ? ({ mode: 'off' } as const) : ({ mode: 'verify', ca } as const);
  const connection = { kind: 'server', host, port, database, user, password, tls } as const;
  const url = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
  return { server, connection, url, query: (sql, values) => query(connection, sql, values) };
}

async function query<Row extends pg.QueryResultRow>(
  { host, port, database, user, password, tls }: ServerConnection,
  sql: string,
  values?: unknown[],
): Promise<Row[]> {
  const ssl = tls.mode === 'verify' ? { ca: tls.ca } : false;
  const client = new pg.Client({ host, port, database, user, password, ssl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
