import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { Connection } from '../core/target.ts';

type ServerConnection = Extract<Connection, { kind: 'server' }>;

/**
 * The one explicit `ssl` object that pg gets, so that nothing of a URL or of the environment
 * decides about TLS; false for none (and for a unix socket, which has none).
 */
export function tlsOptions({ host, tls }: ServerConnection): ConnectionOptions | false {
  if (tls.mode === 'off' || host.startsWith('/')) return false;
  if (tls.mode === 'insecure-no-verify') return { ...HANDSHAKE, rejectUnauthorized: false };
  const name = tls.name ?? host;
  return {
    ...HANDSHAKE,
    rejectUnauthorized: true,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    // pg overwrites this with the host it dials where that is a name; it only chooses which
    // certificate a server with several of them shows.
    ...(tls.name === undefined ? {} : { servername: tls.name }),
    // Without this, the name that is checked would depend on whether an address was dialled.
    checkServerIdentity: (_dialled, certificate) => checkServerIdentity(name, certificate),
  };
}

/** Whether TLS begins with the first byte; through a unix socket there is none. */
export function isDirect({ host, tls }: ServerConnection): boolean {
  return tls.mode !== 'off' && !host.startsWith('/') && tls.direct === true;
}

const HANDSHAKE = {
  minVersion: 'TLSv1.2',
  // P-256 first: PostgreSQL up to 17 answers any other first guess with a HelloRetryRequest, a
  // whole round trip. The others cost nothing, and some servers accept only one of them.
  ecdhCurve: 'P-256:X25519:P-384:P-521',
} as const satisfies ConnectionOptions;
