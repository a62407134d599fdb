import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from '../support/listen.ts';
import type { Server } from '../support/server.ts';

export type CountingProxy = {
  readonly host: string;
  readonly port: number;
  /** Connections that were made. */
  connections(): number;
  /** How often the client of the last connection has waited for the line so far, TCP's own wait included. */
  roundTrips(): number;
  /** Bytes that came from the client and from the server, of all connections. */
  bytes(): { readonly sent: number; readonly received: number };
  [Symbol.asyncDispose](): Promise<void>;
};

/** One way; far more than client and server need to say what they do not wait for. */
const LATENCY_MS = 40;

type Line = { depth: number; delivered: number };

/**
 * A long line to a server, on which round trips can be counted, TLS or not: what the client says
 * before it has got an answer belongs to the same one as what it said before. An answer is as deep
 * as the last words of the client; the client's next words, once it has got it, are one deeper.
 */
export async function countingProxy(to: Pick<Server, 'host' | 'port'>): Promise<CountingProxy> {
  const bytes = { sent: 0, received: 0 };
  const lines: Line[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(to.port, to.host);
    const line: Line = { depth: 1, delivered: 1 };
    lines.push(line);
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      sockets.add(socket);
    }
    client.on('data', (data) => {
      bytes.sent += data.length;
      line.depth = line.delivered + 1;
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      bytes.received += data.length;
      const { depth } = line;
      setTimeout(() => {
        line.delivered = depth;
        client.write(data);
      }, LATENCY_MS);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => setTimeout(() => client.destroy(), LATENCY_MS));
  });
  const port = await listenOnLoopback(server);
  return {
    host: '127.0.0.1',
    port,
    connections: () => lines.length,
    roundTrips: () => lines.at(-1)?.delivered ?? 0,
    bytes: () => ({ ...bytes }),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
