import { badVariable, type Place } from './bad-variable.ts';
import { checkAddress, type ServerAddress } from './server-address.ts';
import { parseUrlParameters } from './url-parameters.ts';

const NAMES = { host: 'its host', port: 'its port', database: 'its database', user: 'its user' };

/** What goes wrong where a special character of the user or password stands as it is. */
const UNESCAPED = 'has a special character in its user or password\nthat is not percent-encoded.';
const PERCENT_ENCODE = 'Percent-encode it: # is %23, / %2F, ? %3F, @ %40, % %25, a space %20.';

/**
 * Parses `postgres[ql]://user:password@host:port/database?sslmode=…` ourselves: pg would read TLS
 * from it in a way that changes with its versions, fill what is missing from PG* variables, and
 * cut a password at `#`. Percent-encoding, IPv6 (`[::1]`) and unix sockets (`%2Frun%2Fpostgresql`
 * as the host, or `?host=/run/postgresql`) are understood; parameters win, as in libpq.
 * @param ambientPassword of a password variable; counts where the URL has none
 * @throws GateError BAD_CONFIG naming variable and source, never a part of the URL
 */
export function parsePostgresUrl(
  url: string,
  place: Place,
  ambientPassword: string | undefined,
): ServerAddress {
  const { authority, path, query } = splitUrl(url, place);
  const at = authority.indexOf('@');
  const userInfo = at < 0 ? '' : authority.slice(0, at);
  const decode = (text: string) => decodePercent(text, place);
  const [, user = '', password] = /^([^:]*)(?::(.*))?$/s.exec(userInfo) ?? [];
  const parameters = parseUrlParameters(query, place, decode);
  const server = splitHost(authority.slice(at + 1));
  const parts = {
    host: parameters.get('host') ?? decode(server.host),
    port: parameters.get('port') ?? server.port,
    database: parameters.get('dbname') ?? decode(path),
    user: parameters.get('user') ?? decode(user),
  };
  return {
    ...checkAddress(parts, place, NAMES),
    password: (parameters.get('password') ?? decode(password ?? '')) || (ambientPassword ?? ''),
    sslmode: parameters.get('sslmode'),
    sslrootcert: parameters.get('sslrootcert'),
    sslnegotiation: parameters.get('sslnegotiation'),
  };
}

type UrlPieces = { readonly authority: string; readonly path: string; readonly query: string };

/**
 * An unescaped `#`, `/`, `?` or `@` of a password moves the borders of the pieces; each leaves
 * something where it cannot be:
 *
 *     postgres://u:p#w@h/d       a fragment
 *     postgres://u:p/w@h/d       an @ behind the authority: in the path
 *     postgres://u:p?w@h/d       ... in the query
 *     postgres://u:p@w@h/d       two @
 */
function splitUrl(url: string, place: Place): UrlPieces {
  const rest = /^postgres(?:ql)?:\/\/(.*)$/is.exec(url)?.[1];
  if (rest === undefined) throw badVariable(place, 'is no postgres:// URL.', schemeFix(place));
  const [, authority = '', path = '', query = ''] =
    /^([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/s.exec(rest) ?? [];
  const ats = rest.split('@').length - 1;
  if (/[#\s\p{Cc}]/u.test(rest) || ats > 1 || (ats === 1 && !authority.includes('@'))) {
    throw badVariable(place, UNESCAPED, PERCENT_ENCODE);
  }
  if (path.includes('/')) {
    const problem = 'has a / in its database that is not percent-encoded.';
    throw badVariable(place, problem, PERCENT_ENCODE);
  }
  return { authority, path, query };
}

function schemeFix(place: Place): string {
  return `Write in ${place.source}:\n${place.variable}='postgres://<user>:<password>@<host>:5432/<database>'`;
}

/** `db.example.com:5433`, `[::1]:5433`, `%2Frun%2Fpostgresql`. */
function splitHost(text: string): { host: string; port: string | undefined } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text);
  return { host: match?.[1] ?? '', port: match?.[2] };
}

function decodePercent(text: string, place: Place): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw badVariable(place, 'has a % that begins no percent-encoded character.', PERCENT_ENCODE);
  }
  // A NUL ends a field of the start-up packet, and the rest would be read as another one.
  if (!decoded.includes('\0')) return decoded;
  throw badVariable(place, 'has a NUL character in it.');
}
