import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Connection } from '../../src/core/target.ts';
import type { Server } from '../support/server.ts';

/** One database, as its owner. */
export type Access = {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** PEM text and file of the authority where the server speaks TLS. */
  readonly ca?: string;
  readonly caFile?: string;
};

/** A superuser whose password needs no escaping: not every neighbour's configuration can. */
export async function makeRole(server: Server): Promise<Access> {
  const admin: Access = { ...server, database: 'postgres' };
  const password = randomBytes(12).toString('hex');
  await runSql(admin, `CREATE ROLE bench LOGIN SUPERUSER PASSWORD '${password}'`);
  return { ...admin, user: 'bench', password };
}

/** A new, empty database, instead of the one that had this name. */
export async function freshDatabase(role: Access, database: string): Promise<Access> {
  await runSql(role, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await runSql(role, `CREATE DATABASE ${database}`);
  return { ...role, database };
}

let made = 0;

/**
 * One more, beside those before. To drop thousands of files before a run makes the run itself slower:
 * for a while ext4 passes over the places that were given up.
 */
export async function anotherDatabase(role: Access, prefix: string): Promise<Access> {
  made += 1;
  return freshDatabase(role, `${prefix}_${made}`);
}

/** Statements, separated by semicolons; the rows of the last one. */
export async function runSql(access: Access, sql: string): Promise<Record<string, unknown>[]> {
  const { host, port, database, user, password, ca } = access;
  const ssl = ca === undefined ? false : { ca };
  const client = new pg.Client({ host, port, database, user, password, ssl });
  await client.connect();
  try {
    const results: unknown = await client.query(sql);
    return (Array.isArray(results) ? results.at(-1) : results).rows;
  } finally {
    await client.end();
  }
}

/** With what libpq and everything that imitates it understands; the server is verified. */
export function urlOf({ host, port, database, user, password, caFile }: Access): string {
  const tls = caFile === undefined ? 'disable' : `verify-full&sslrootcert=${caFile}`;
  return `postgres://${user}:${password}@${host}:${port}/${database}?sslmode=${tls}`;
}

export function connectionOf(access: Access): Extract<Connection, { kind: 'server' }> {
  const { host, port, database, user, password, ca } = access;
  const tls = ca === undefined ? ({ mode: 'off' } as const) : ({ mode: 'verify', ca } as const);
  return { kind: 'server', host, port, database, user, password, tls };
}
