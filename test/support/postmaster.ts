import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type ServerKit, serverProcess } from './cluster.ts';
import { listenOnLoopback } from './listen.ts';

/** A running `postgres` process. */
export type Postmaster = {
  readonly port: number;
  /** All it logged since it was started. */
  log(): string;
  /** Fast shutdown: cuts the connections, and returns when the process is gone. */
  stop(): Promise<void>;
};

const FAST = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '100',
  shared_buffers: '32MB',
  jit: 'off',
  unix_socket_directories: '',
  listen_addresses: '127.0.0.1',
};

const READY = /database system is ready to accept/;
const ATTEMPTS = 5;

/**
 * Starts PostgreSQL on a data folder, on a free port unless one is given, and returns when it
 * accepts connections. Another process may take a free port first: then it takes the next.
 */
export async function startPostmaster(
  kit: ServerKit,
  data: string,
  config: Record<string, string>,
  port?: number,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await findFreePort());
    try {
      return await startOn(kit, data, config, chosen);
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('Address already in use');
      if (port !== undefined || !taken || attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOn(
  kit: ServerKit,
  data: string,
  config: Record<string, string>,
  port: number,
): Promise<Postmaster> {
  const settings = Object.entries({ ...FAST, ...config, port: String(port) });
  const args = ['-D', data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(kit.binaries.postgres, args, {
    ...serverProcess(kit),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((ready, failed) => {
    child.stderr.setEncoding('utf8').on('data', (lines: string) => {
      log += lines;
      if (READY.test(log)) ready();
    });
    child.once('error', failed);
    child.once('close', (code) => failed(new Error(`postgres ended with ${code}:\n${log}`)));
  });
  return { port, log: () => log, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'close');
  child.kill('SIGINT');
  await gone;
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  server.close();
  await once(server, 'close');
  return port;
}
