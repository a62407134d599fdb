import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from '../support/listen.ts';
import type { Server } from '../support/server.ts';

/** What the proxy does when the client sends the message that it waits for. */
export type Cut = 'before it arrives' | 'after it is answered';

export type CuttingProxy = {
  readonly host: string;
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Stands between us and a server without TLS, and cuts the line at a simple query that ends so:
 * before the server gets it, or once the server has said that it has committed, with all that it
 * answered swallowed.
 */
export async function cuttingProxy(to: Server, end: string, cut: Cut): Promise<CuttingProxy> {
  const trigger = `${end}\0`;
  const server = createServer((client) => {
    const upstream = connect(to.port, to.host);
    for (const socket of [client, upstream]) socket.on('error', () => {});
    let seen = false;
    client.on('data', (data) => {
      seen ||= data.toString('latin1').endsWith(trigger);
      if (seen && cut === 'before it arrives') destroy(client, upstream);
      else upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!seen) client.write(data);
      // C, four bytes of length, the tag, NUL
      else if (data.includes('COMMIT\0')) destroy(client, upstream);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const port = await listenOnLoopback(server);
  return {
    host: '127.0.0.1',
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

function destroy(...sockets: Socket[]): void {
  for (const socket of sockets) socket.destroy();
}
