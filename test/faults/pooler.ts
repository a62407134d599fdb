import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type ServerKit, serverProcess, writeServerFile } from '../support/cluster.ts';
import type { Server } from '../support/server.ts';

export type Pooler = {
  readonly host: string;
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
};

/** pgbouncer in transaction mode in front of all databases of a server. */
export async function startPooler(kit: ServerKit, server: Server): Promise<Pooler> {
  const port = await freePort();
  const folder = join(kit.folder, `pooler-${port}`);
  mkdirSync(folder);
  const users = join(folder, 'users');
  writeServerFile(kit, users, `"${server.user}" "${server.password.replaceAll('"', '""')}"\n`);
  const settings = join(folder, 'pgbouncer.ini');
  writeServerFile(
    kit,
    settings,
    `[databases]
* = host=${server.host} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
ignore_startup_parameters = extra_float_digits
`,
  );
  const child = spawn('pgbouncer', [settings], {
    ...serverProcess(kit),
    env: { PATH: `${process.env['PATH']}:/usr/sbin`, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((ready, failed) => {
    child.stderr.setEncoding('utf8').on('data', (lines: string) => {
      log += lines;
      if (/process up/.test(log)) ready();
    });
    child.once('error', failed);
    child.once('close', (code) => failed(new Error(`pgbouncer ended with ${code}:\n${log}`)));
  });
  return {
    host: '127.0.0.1',
    port,
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'close');
      child.kill('SIGINT');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}
