import { isIP } from 'node:net';
import { badVariable, type Place } from './bad-variable.ts';

/** Where a server is and who asks, checked; what it says about TLS is not judged yet. */
export type ServerAddress = {
  /** A name, an IP address (IPv6 without brackets), or the folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly sslmode: string | undefined;
  readonly sslrootcert: string | undefined;
  readonly sslnegotiation?: string | undefined;
};

/** What was found, of which everything may be missing. */
export type AddressParts = {
  readonly [Part in 'host' | 'port' | 'database' | 'user']: string | undefined;
};

/** How the parts are called in messages: `DATABASE_HOST`, or `its host` of a URL. */
type PartNames = { readonly [Part in keyof AddressParts]: string };

/**
 * Checks the parts of an address. Nothing has a default but the port (5432): no PG* variable of
 * the shell and no user of the system may stand in for what is missing.
 * @throws GateError BAD_CONFIG naming what is missing or malformed, never a value
 */
export function checkAddress(
  parts: AddressParts,
  place: Place,
  names: PartNames,
): Pick<ServerAddress, 'host' | 'port' | 'database' | 'user'> {
  const { host, database, user } = parts;
  if (!host || !database || !user) {
    const missing = (['host', 'database', 'user'] as const).filter((part) => !parts[part]);
    const list = missing.map((part) => names[part]).join(', ');
    throw badVariable(place, `is incomplete without ${list}.`);
  }
  if (/\p{Cc}/u.test(database + user)) {
    throw badVariable(place, 'has a control character in the database or the user.');
  }
  return {
    host: checkHost(host, place, names),
    port: checkPort(parts.port, place, names),
    database,
    user,
  };
}

function checkHost(text: string, place: Place, names: PartNames): string {
  const host = text.replace(/^\[(.*)\]$/, '$1');
  const valid = host.startsWith('/')
    ? !/\p{Cc}/u.test(host)
    : isIP(host) > 0 || /^[A-Za-z0-9_]([A-Za-z0-9._-]*)$/.test(host);
  if (valid) return host;
  const several = host.includes(',') ? ' One host only.' : '';
  throw badVariable(place, `is malformed: ${names.host} is no host name or address.${several}`);
}

function checkPort(text: string | undefined, place: Place, names: PartNames): number {
  if (text === undefined || text === '') return 5432;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw badVariable(place, `is malformed: ${names.port} is no port (1 to 65535).`);
}

/** `host/database`, with the port where it is not 5432; IPv6 in brackets. No user, no secret. */
export function renderAddress(address: Pick<ServerAddress, 'host' | 'port' | 'database'>): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const port = address.port === 5432 ? '' : `:${address.port}`;
  return `${host}${port}/${address.database}`;
}
