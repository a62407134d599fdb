import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './listen.ts';

/** Something that listens like PostgreSQL and never gets to the point. */
export type FaultyServer = {
  readonly host: string;
  readonly port: number;
  /** How many connected so far: none, where nothing should have asked. */
  connections(): number;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Accepts connections and never answers. */
export function hangingServer(): Promise<FaultyServer> {
  return listen(() => {});
}

/** Agrees to speak TLS, with the protocol's `S`, and never says more. */
export function hangsAfterTls(): Promise<FaultyServer> {
  // SSLRequest is 8 bytes: 00 00 00 08 04 d2 16 2f
  return listen((socket) => socket.once('data', () => socket.write('S')));
}

async function listen(onConnection: (socket: Socket) => void): Promise<FaultyServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // The other side may cut the line; that is no failure of the test.
    socket.on('error', () => {}).resume();
    onConnection(socket);
  });
  const port = await listenOnLoopback(server);
  return {
    host: '127.0.0.1',
    port,
    connections: () => sockets.length,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
