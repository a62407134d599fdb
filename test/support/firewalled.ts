import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { listenOnLoopback } from './listen.ts';
import type { Server } from './server.ts';

/** A firewall in front of a server: who is not let in is cut off, as by a reset. */
export type Firewalled = {
  readonly port: number;
  /** Connections that were cut off so far. */
  refused(): number;
  [Symbol.asyncDispose](): Promise<void>;
};

/** @param isOpen asked anew for each connection; those that are open stay so */
export async function firewalled(to: Server, isOpen: () => boolean): Promise<Firewalled> {
  let refused = 0;
  const server = createServer((client) => {
    client.on('error', () => {});
    if (!isOpen()) {
      refused += 1;
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(to.port, to.host);
    upstream.on('error', () => client.destroy());
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    refused: () => refused,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
