import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Certificates } from './certificates.ts';
import { copyTemplate, type ServerKit, SUPERUSER, writeServerFile } from './cluster.ts';
import { type Postmaster, startPostmaster } from './postmaster.ts';
import { newPassword } from './run-folder.ts';

/** Where a PostgreSQL server is, and its superuser. */
export type Server = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The PEM text of its authority; absent: it speaks no TLS. */
  readonly ca?: string;
  readonly caFile?: string;
};

export type ServerOptions = {
  /** Speak TLS with this certificate, and refuse who does not. */
  readonly tls?: Certificates;
  /** The lines of pg_hba.conf, instead of SCRAM for everybody. */
  readonly hba?: string;
  /** Settings as in postgresql.conf, over the fast ones. */
  readonly config?: Record<string, string>;
  /** Makes it a hot standby; the function fills it first, while it is a primary. */
  readonly standby?: true | ((primary: Server) => Promise<void>);
};

export type RunningServer = {
  readonly server: Server;
  log(): string;
  stop(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Starts a new server with its own data and its own password. */
export async function startServer(kit: ServerKit, options: ServerOptions): Promise<RunningServer> {
  const data = await copyTemplate(kit);
  const config = { ...options.config, ...(options.tls ? writeTls(kit, data, options.tls) : {}) };
  writeHba(kit, data, options.tls ? TLS_ONLY : PLAIN);
  let postmaster = await startPostmaster(kit, data, config);
  const server = await describe(kit, postmaster, options);
  const stop = (): Promise<void> => postmaster.stop();
  const start = async (): Promise<void> => {
    postmaster = await startPostmaster(kit, data, config, server.port);
  };
  if (options.hba !== undefined || options.standby) {
    if (typeof options.standby === 'function') await options.standby(server);
    await stop();
    if (options.hba !== undefined) writeHba(kit, data, options.hba);
    if (options.standby) writeServerFile(kit, join(data, 'standby.signal'), '');
    await start();
  }
  return { server, log: () => postmaster.log(), stop, start, [Symbol.asyncDispose]: stop };
}

const PLAIN = 'host all all 127.0.0.1/32 scram-sha-256';
const TLS_ONLY = 'hostnossl all all all reject\nhostssl all all 127.0.0.1/32 scram-sha-256';

function writeHba(kit: ServerKit, data: string, lines: string): void {
  writeServerFile(kit, join(data, 'pg_hba.conf'), `${lines}\n`);
}

function writeTls(kit: ServerKit, data: string, tls: Certificates): Record<string, string> {
  writeServerFile(kit, join(data, 'server.crt'), tls.cert);
  writeServerFile(kit, join(data, 'server.key'), tls.key);
  return { ssl: 'on' };
}

/** Gives the superuser a password of this server alone. */
async function describe(
  kit: ServerKit,
  postmaster: Postmaster,
  { tls }: ServerOptions,
): Promise<Server> {
  const password = newPassword(kit.folder);
  const address = { host: '127.0.0.1', port: postmaster.port, user: SUPERUSER };
  const client = new pg.Client({
    ...address,
    password: kit.templatePassword,
    database: 'postgres',
    // A certificate for a wrong name is one of the faults that the tests ask for.
    ssl: tls ? { ca: tls.ca, checkServerIdentity: () => undefined } : false,
  });
  await client.connect();
  await client.query(`ALTER ROLE ${SUPERUSER} PASSWORD ${client.escapeLiteral(password)}`);
  await client.end();
  if (!tls) return { ...address, password };
  const caFile = join(kit.folder, `ca-${randomUUID()}.pem`);
  writeFileSync(caFile, tls.ca);
  return { ...address, password, ca: tls.ca, caFile };
}
