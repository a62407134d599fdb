import type { Connection, Tls } from '../core/target.ts';
import { readCaCertificates } from './ca-file.ts';
import { type Location, placeOf } from './location.ts';
import { renderAddress, type ServerAddress } from './server-address.ts';
import { variablesOf } from './target-variables.ts';
import { decideTls } from './tls-policy.ts';
import type { VariableGroup } from './variable-group.ts';

/**
 * Makes the connection of a target. The CA file it names is read.
 * @param insecure `targets.<name>.tls` of the config says so
 * @throws GateError BAD_CONFIG naming variable and source, never a value
 */
export function parseConnection(
  name: string,
  location: Location,
  group: VariableGroup,
  insecure: boolean,
): Connection {
  if (location.kind === 'pglite') return { kind: 'pglite', folder: location.folder };
  const { host, port, database, user, password } = location.address;
  const tls = tlsOf(name, location.address, group, insecure);
  return { kind: 'server', host, port, database, user, password, tls };
}

/** How people call it: `db.example.com/app`, `pglite:.data/local`; never a user or a secret. */
export function renderLocation(location: Location): string {
  return location.kind === 'pglite' ? location.written : renderAddress(location.address);
}

/** What must not come out: for core/redact.ts. */
export function secretsOf(connection: Connection): string[] {
  return connection.kind === 'server' && connection.password !== '' ? [connection.password] : [];
}

function tlsOf(name: string, address: ServerAddress, group: VariableGroup, insecure: boolean): Tls {
  const unixSocket = address.host.startsWith('/');
  return decideTls({
    place: placeOf(group),
    mandatory: name !== 'local',
    insecure,
    unixSocket,
    sslmode: address.sslmode,
    negotiation: address.sslnegotiation,
    caGiven: group.ca !== undefined || address.sslrootcert !== undefined,
    // A socket speaks no TLS: a CA that is named for other machines need not be here.
    ca: unixSocket ? null : caText(name, address, group),
    name: group.tlsHost,
  });
}

/** The variable wins over the URL's `sslrootcert`; null: the system's roots. */
function caText(name: string, address: ServerAddress, group: VariableGroup): string | null {
  const { ca, source } = group;
  if (ca) {
    const place = { source: ca.source.label, variable: variablesOf(name).caCert };
    return readCaCertificates(ca.value, ca.source.folder, place);
  }
  if (address.sslrootcert === undefined) return null;
  return readCaCertificates(address.sslrootcert, source.folder, placeOf(group));
}
