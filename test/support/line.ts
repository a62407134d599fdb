import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './listen.ts';

/** What went over a line since it was last asked. */
export type Traffic = {
  readonly connections: number;
  /** As the client waits for them: one for TCP, one for each flight that was answered. */
  readonly roundTrips: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
};

export type Line = {
  readonly host: string;
  readonly port: number;
  /** Starts counting anew. */
  takeTraffic(): Traffic;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A line to a server whose round trip takes a time: bytes are held back for half of it each way,
 * and the first ones for a whole one more, which is what TCP's own greeting takes. Only on a line
 * with a delay a client that waits is told from one that talks on, so only there the round trips
 * are exact.
 */
export async function openLine(
  to: { readonly host: string; readonly port: number },
  roundTripMs: number,
): Promise<Line> {
  let traffic = NOTHING;
  const add = (more: Partial<Traffic>): void => {
    traffic = {
      connections: traffic.connections + (more.connections ?? 0),
      roundTrips: traffic.roundTrips + (more.roundTrips ?? 0),
      bytesOut: traffic.bytesOut + (more.bytesOut ?? 0),
      bytesIn: traffic.bytesIn + (more.bytesIn ?? 0),
    };
  };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(to.port, to.host);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    carry(client, upstream, roundTripMs, add);
  });
  const port = await listenOnLoopback(server);
  return {
    host: '127.0.0.1',
    port,
    takeTraffic: () => {
      const taken = traffic;
      traffic = NOTHING;
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

const NOTHING: Traffic = { connections: 0, roundTrips: 0, bytesOut: 0, bytesIn: 0 };

function carry(
  client: Socket,
  upstream: Socket,
  roundTripMs: number,
  add: (more: Partial<Traffic>) => void,
): void {
  const greeted = performance.now() + roundTripMs;
  const out = delayed(greeted, roundTripMs / 2);
  const back = delayed(greeted, roundTripMs / 2);
  let asked = false;
  let left = false;
  add({ connections: 1, roundTrips: 1 });
  client.on('data', (data) => {
    asked = true;
    add({ bytesOut: data.length });
    out(() => upstream.write(data));
  });
  upstream.on('data', (data) => {
    add({ bytesIn: data.length });
    back(() => {
      // Who has hung up waits for nothing.
      if (asked && !left) add({ roundTrips: 1 });
      asked = false;
      if (!left) client.write(data);
    });
  });
  for (const event of ['end', 'close']) {
    client.on(event, () => {
      left = true;
    });
  }
  client.on('end', () => out(() => upstream.end()));
  upstream.on('end', () => back(() => client.end()));
  client.on('close', () => out(() => upstream.destroy()));
  upstream.on('close', () => back(() => client.destroy()));
}

/** Does things in their order, each a time after it was asked to, and none before the greeting. */
function delayed(greeted: number, ms: number): (act: () => void) => void {
  const waiting: { readonly due: number; readonly act: () => void }[] = [];
  const work = (): void => {
    for (let next = waiting[0]; next && next.due <= performance.now(); next = waiting[0]) {
      waiting.shift();
      next.act();
    }
    const next = waiting[0];
    if (next) setTimeout(work, Math.max(1, next.due - performance.now()));
  };
  return (act) => {
    if (ms === 0) return act();
    waiting.push({ due: Math.max(greeted, performance.now()) + ms, act });
    if (waiting.length === 1) work();
  };
}
