import type { Tls } from '../core/target.ts';
import { badVariable, type Place } from './bad-variable.ts';

/** What is known about a target when its TLS is decided. */
export type TlsFacts = {
  readonly place: Place;
  /** production and further targets; not `local`. */
  readonly mandatory: boolean;
  /** `targets.<name>.tls` of the config. */
  readonly insecure: boolean;
  readonly unixSocket: boolean;
  readonly sslmode: string | undefined;
  /** `sslnegotiation` of the URL, libpq's own parameter. */
  readonly negotiation: string | undefined;
  /** Whether a CA is named at all, `system` included. */
  readonly caGiven: boolean;
  /** PEM text; null: the system's roots. */
  readonly ca: string | null;
  /** DATABASE_TLS_HOST. */
  readonly name: string | undefined;
};

const PLAIN_ALLOWED = ['disable', 'allow'];
const ENCRYPTED = ['require', 'verify-ca', 'verify-full', 'no-verify'];
const NEGOTIATIONS = ['postgres', 'direct'];
const SSLMODES = [...PLAIN_ALLOWED, 'prefer', ...ENCRYPTED];

/**
 * TLS is either off or verified (certificate and host name), whatever word the URL uses: `require`
 * and `verify-ca` are read as `verify-full`. The only way around is the config's
 * `insecure-no-verify`. Mandatory for all but `local`; a unix socket is exempt.
 * @throws GateError BAD_CONFIG an unknown sslmode, or one that allows plain text where TLS must be
 */
export function decideTls(facts: TlsFacts): Tls {
  checkSslmode(facts);
  checkNegotiation(facts);
  if (facts.unixSocket) return { mode: 'off' };
  const direct = facts.negotiation === 'direct' ? { direct: true } : {};
  if (!facts.mandatory && !isWanted(facts)) return off(facts);
  if (facts.insecure) return { mode: 'insecure-no-verify', ...direct };
  return {
    mode: 'verify',
    ...direct,
    ...(facts.ca === null ? {} : { ca: facts.ca }),
    ...(facts.name === undefined ? {} : { name: checkName(facts.name, facts.place) }),
  };
}

function checkSslmode({ sslmode, mandatory, unixSocket, insecure, place }: TlsFacts): void {
  if (sslmode === undefined) return;
  if (!SSLMODES.includes(sslmode)) {
    const known = SSLMODES.filter((word) => word !== 'no-verify').join(', ');
    throw badVariable(place, `has an unknown sslmode; known are ${known}.`);
  }
  if (sslmode === 'no-verify' && !insecure) {
    const fix = 'Name the CA (…_CA_CERT or sslrootcert), or set targets.<name>.tls to';
    throw badVariable(place, 'has sslmode=no-verify.', `${fix} "insecure-no-verify".`);
  }
  if (mandatory && !unixSocket && PLAIN_ALLOWED.includes(sslmode)) {
    throw badVariable(
      place,
      'has an sslmode without TLS; here TLS is mandatory.',
      'Use verify-full.',
    );
  }
}

/** `direct` (PostgreSQL 17 and newer): TLS begins at once, which saves a round trip. */
function checkNegotiation({ negotiation, place }: TlsFacts): void {
  if (negotiation === undefined || NEGOTIATIONS.includes(negotiation)) return;
  throw badVariable(place, 'has an unknown sslnegotiation; known are postgres and direct.');
}

function off({ negotiation, place }: TlsFacts): Tls {
  if (negotiation !== 'direct') return { mode: 'off' };
  throw badVariable(place, 'has sslnegotiation=direct without TLS.', 'Use sslmode=verify-full.');
}

function isWanted({ sslmode, caGiven }: TlsFacts): boolean {
  if (sslmode === undefined || sslmode === 'prefer') return caGiven;
  return ENCRYPTED.includes(sslmode);
}

function checkName(name: string, place: Place): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name)) return name;
  throw badVariable(place, 'goes with a …_TLS_HOST that is no host name.');
}
