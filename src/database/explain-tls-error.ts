import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { variablePrefix } from '../core/variable-prefix.ts';
import { type Asked, addressOf } from './asked.ts';

type Failure = { readonly code: string | null; readonly message: string };

/** TLS that does not come about, or not safely, and SASL: `refused`; null for any other error. */
export function explainTlsError(failure: Failure, { target }: Asked): NoAnswer | null {
  const found = explanation(failure, target);
  return found === null ? null : { access: 'refused', ...found };
}

function explanation(
  { code, message }: Failure,
  target: Target,
): Pick<NoAnswer, 'problem' | 'fixes'> | null {
  const address = addressOf(target);
  if (code !== null && UNTRUSTED.has(code)) return untrusted(code, target);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    // Hostname/IP does not match certificate's altnames: IP: 10.0.0.1 is not in the cert's list: …
    const names = message.replace(/^Hostname\/IP does not match certificate's altnames: /, '');
    const problem = `The certificate of ${address} is for another host (${code}):\n${names}`;
    return { problem, fixes: wrongHostFixes(target) };
  }
  if (code !== null && /^CERT_|_CERT(IFICATE)?(_|$)/.test(code)) {
    const problem = `The certificate of ${address} is not valid (${code}): ${message}.`;
    return { problem, fixes: ['Renew it on the server; check the clock of this machine.'] };
  }
  if (/does not support SSL/.test(message)) {
    const problem = `${address} does not speak TLS, which is needed here: nothing was sent to it.`;
    return { problem, fixes: [`Switch TLS on there, or correct ${target.source}.`] };
  }
  if (code === 'EPROTO' || code?.startsWith('ERR_SSL_')) {
    const problem = `No secure connection to ${address} came about (${code}): ${message}.`;
    return { problem, fixes: ['The server must speak TLS 1.2 or newer.'] };
  }
  if (message.startsWith('SASL')) {
    const problem = `${address} did not accept, or did not know, the password (${message}).`;
    return { problem, fixes: [`Correct the password of ${target.name} in ${target.source}.`] };
  }
  return null;
}

const UNTRUSTED = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
]);

function untrusted(code: string, target: Target): Pick<NoAnswer, 'problem' | 'fixes'> {
  const address = addressOf(target);
  const variable = `${variablePrefix(target.name)}DATABASE_CA_CERT`;
  const { connection, source } = target;
  const pinned = connection.kind === 'server' && connection.tls.mode === 'verify';
  const problem =
    pinned && connection.tls.ca !== undefined
      ? `The certificate of ${address} was not made by the CA in ${variable} (${code}).`
      : `The certificate of ${address} was made by no CA that is trusted here (${code}).`;
  return {
    problem,
    fixes: [
      'Get its CA certificate. DigitalOcean: Databases > the cluster > Overview >',
      'Connection details > Download CA certificate.',
      `Then pin it, in ${source}: ${variable}=<that file>`,
    ],
  };
}

function wrongHostFixes(target: Target): readonly string[] {
  const prefix = variablePrefix(target.name);
  return [
    `Use the host name that the certificate carries, in ${target.source}.`,
    `Through a tunnel: ${prefix}DATABASE_TLS_HOST=<that name>`,
  ];
}
