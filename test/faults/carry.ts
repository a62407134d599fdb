import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type WireMessage, wireReader } from './wire.ts';

/** One client's connection, as far as what it carried tells. */
type Connection = {
  /** The server process at its end. */
  readonly pid: number;
  /** How many migrations it has begun: rows that it wrote into the ledger as `started`. */
  readonly begun: number;
  /** Both sides hear that it is reset. */
  reset(): void;
};

export type Carried = WireMessage & {
  readonly from: 'client' | 'server';
  readonly connection: Connection;
};

export type Ends = { readonly raw: Socket; readonly client: TLSSocket; readonly server: Socket };

/**
 * Carries messages both ways; gives what resets the connection.
 * @param pass a message goes on when this is through
 */
export function carry(
  { raw, client, server }: Ends,
  pass: (message: Carried) => Promise<void>,
): () => void {
  const reset = (): void => {
    raw.resetAndDestroy();
    server.resetAndDestroy();
  };
  const connection = { pid: 0, begun: 0, reset };
  forward(client, server, wireReader(true), async (message) => {
    await pass({ ...message, from: 'client', connection });
    if ('PQ'.includes(message.type) && message.text.includes('INTO migration_gate.ledger')) {
      connection.begun += 1;
    }
  });
  forward(server, client, wireReader(false), (message) => {
    // BackendKeyData: the process id, and a secret.
    if (message.type === 'K') connection.pid = message.bytes.readUInt32BE(5);
    return pass({ ...message, from: 'server', connection });
  });
  // A client that is gone takes with it what it had sent and what had not arrived.
  raw.once('close', () => server.destroy());
  return reset;
}

function forward(
  from: Duplex,
  to: Duplex,
  read: (chunk: Buffer) => WireMessage[],
  pass: (message: WireMessage) => Promise<void>,
): void {
  let sent = Promise.resolve();
  from.on('error', () => {});
  from.on('data', (chunk: Buffer) => {
    for (const message of read(chunk)) {
      sent = sent
        .then(() => pass(message))
        .then(() => void (to.writable && to.write(message.bytes)));
    }
  });
  from.once('close', () => void sent.then(() => to.end()));
}
