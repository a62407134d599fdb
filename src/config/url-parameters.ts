import { badVariable, type Place } from './bad-variable.ts';

/** Parameters that say something we use; all others that are harmless are not looked at. */
const USED = [
  'host',
  'port',
  'dbname',
  'user',
  'password',
  'sslmode',
  'sslrootcert',
  'sslnegotiation',
];

/** Parameters that would change what is reached or what SQL means, and that we do not honour. */
const REFUSED = [
  'hostaddr',
  'service',
  'servicefile',
  'passfile',
  'options',
  'search_path',
  'currentSchema',
  'sslcert',
  'sslkey',
  'sslpassword',
];

/**
 * Parses the query of a URL. `application_name`, `connect_timeout`, `channel_binding`, `schema`,
 * `pgbouncer` and the like are ignored: the tool sets its own.
 * @throws GateError BAD_CONFIG a parameter that cannot be ignored and is not supported
 */
export function parseUrlParameters(
  query: string,
  place: Place,
  decode: (text: string) => string,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const refused = REFUSED.find((word) => word === name);
    if (refused !== undefined) {
      throw badVariable(place, `has the parameter ${refused}, which is not supported.`);
    }
    if (name === 'ssl') found.set('sslmode', sslmodeOf(value, place));
    if (USED.includes(name) && value !== '') found.set(name, value);
  }
  return found;
}

/** `ssl=true` of JDBC and node-postgres. */
function sslmodeOf(value: string, place: Place): string {
  if (value === 'true' || value === '1') return 'require';
  if (value === 'false' || value === '0') return 'disable';
  throw badVariable(place, 'has an unknown value of ssl; known are true and false.');
}
