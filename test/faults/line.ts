import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificates } from '../support/certificates.ts';
import { listenOnLoopback } from '../support/listen.ts';
import { type Carried, carry } from './carry.ts';

/** A message that is on its way, and goes no further. */
export type Held = {
  readonly message: Carried;
  letGo(): void;
};

/** The network between a client that speaks TLS and a server that does not. */
export type Line = {
  readonly host: string;
  readonly port: number;
  /** Holds the first message that fits, and what comes after it in the same direction. */
  holdFirst(fits: (message: Carried) => boolean): Promise<Held>;
  /** Resets every connection, and each new one until `mend`. */
  cut(): void;
  mend(): void;
  /** Where new connections go. */
  upstream: Address;
  /** Whether the server's firewall lets a new connection in. */
  isOpen: () => boolean;
  [Symbol.asyncDispose](): Promise<void>;
};

type Address = { readonly host: string; readonly port: number };
type Watch = { readonly fits: (message: Carried) => boolean; held(held: Held): void };

export async function openLine(upstream: Address, { key, cert }: Certificates): Promise<Line> {
  const secureContext = createSecureContext({ key, cert });
  const resets = new Set<() => void>();
  const watches = new Set<Watch>();
  let isCut = false;
  const server = createServer((raw) => {
    raw.on('error', () => {});
    if (isCut || !line.isOpen()) return void raw.resetAndDestroy();
    // SSLRequest is 8 bytes: 00 00 00 08 04 d2 16 2f; `S` says yes.
    raw.once('data', () => {
      raw.write('S');
      const client = new TLSSocket(raw, { isServer: true, secureContext });
      const ends = { raw, client, server: connect(line.upstream) };
      const reset = carry(ends, (message) => holdWatched(watches, message));
      resets.add(reset);
      raw.once('close', () => resets.delete(reset));
    });
  });
  const port = await listenOnLoopback(server);
  const line: Line = {
    host: '127.0.0.1',
    port,
    holdFirst: (fits) => new Promise((held) => watches.add({ fits, held })),
    cut: () => {
      isCut = true;
      for (const reset of resets) reset();
    },
    mend: () => {
      isCut = false;
    },
    upstream,
    isOpen: () => true,
    [Symbol.asyncDispose]: async () => {
      line.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return line;
}

async function holdWatched(watches: Set<Watch>, message: Carried): Promise<void> {
  const watch = [...watches].find(({ fits }) => fits(message));
  if (!watch) return;
  watches.delete(watch);
  await new Promise<void>((letGo) => watch.held({ message, letGo }));
}
