import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, chmodSync, chownSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import type { FreshDatabase } from './postgres.ts';
import { findFreePort } from './postmaster.ts';

export type Pgbouncer = {
  readonly host: string;
  readonly port: number;
  /** As the database's own URL, through the pooler. */
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The program, or null: tests that need it are skipped by name. */
export function findPgbouncer(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin'];
  for (const folder of folders.filter(Boolean)) {
    try {
      accessSync(join(folder, 'pgbouncer'), constants.X_OK);
      return join(folder, 'pgbouncer');
    } catch {
      // not there
    }
  }
  return null;
}

export const NO_PGBOUNCER = 'pgbouncer is not installed (apt-get install pgbouncer)';

/** A real pgbouncer before one database of a server without TLS. */
export async function startPgbouncer(
  program: string,
  database: FreshDatabase,
  mode: 'transaction' | 'session',
): Promise<Pgbouncer> {
  const kit = inject('serverKit');
  const folder = join(inject('runFolder'), `pgbouncer-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder);
  const port = await findFreePort();
  const { connection, name } = database;
  const { host, user, password } = connection;
  const users = join(folder, 'users.txt');
  writeFileSync(users, `"${user}" "${password.replaceAll('"', '""')}"\n`);
  const config = join(folder, 'pgbouncer.ini');
  writeFileSync(
    config,
    `[databases]
${name} = host=${host} port=${connection.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
`,
  );
  for (const file of [users, config]) {
    chmodSync(file, 0o600);
    // It does not run as root either.
    if (kit.user) chownSync(file, kit.user.uid, kit.user.gid);
  }
  if (kit.user) chownSync(folder, kit.user.uid, kit.user.gid);
  const child = spawn(program, [config], { ...(kit.user ?? {}), cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'close');
  await untilListening(port);
  return {
    host: '127.0.0.1',
    port,
    url: `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilListening(port: number): Promise<void> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await delay(20);
  }
  throw new Error('pgbouncer does not listen');
}
