import { isLoopback } from '../core/loopback.ts';
import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { type Asked, addressOf } from './asked.ts';

type Failure = { readonly code: string | null; readonly message: string };

/** The network, or a server that says nothing: `unreachable`; null for any other error. */
export function explainNetworkError(failure: Failure, asked: Asked): NoAnswer | null {
  const problem = networkProblem(failure, asked);
  if (problem === null) return null;
  if (isNameProblem(failure.code)) {
    return { access: 'unreachable', problem, fixes: nameFixes(asked.target) };
  }
  const barred = barredFrom(asked.target);
  if (failure.code !== 'ECONNRESET' || !speaksDirectly(asked.target)) {
    return { access: 'unreachable', problem, ...barred };
  }
  return { access: 'unreachable', problem, ...barred, fixes: [...DIRECT_FIXES, ...barred.fixes] };
}

/** A server before 17 takes the first byte of TLS for nonsense, and hangs up without a word. */
function speaksDirectly({ connection }: Target): boolean {
  return connection.kind === 'server' && connection.tls.mode !== 'off' && !!connection.tls.direct;
}

const DIRECT_FIXES = [
  'sslnegotiation=direct needs PostgreSQL 17 or newer, and no pooler in between:',
  'with another server take it out of the URL.',
];

function networkProblem({ code, message }: Failure, asked: Asked): string | null {
  const address = addressOf(asked.target);
  if (code === 'ETIMEDOUT' || message === 'timeout expired') {
    return `${address} did not answer within ${asked.timeoutSeconds} s (ETIMEDOUT).`;
  }
  if (isNameProblem(code)) return `The host name of ${address} is not known (${code}).`;
  if (code !== null) {
    const text = SYSTEM_PROBLEMS[code];
    return text === undefined ? null : `${address} ${text} (${code}).`;
  }
  // pg gives these no code of their own.
  if (/^Connection terminated|^There was an error establishing an SSL/.test(message)) {
    return `${address} cut the connection (${message}).`;
  }
  return null;
}

const SYSTEM_PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections:\nnothing listens there, or a firewall says no',
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection',
  EHOSTUNREACH: 'cannot be reached from this network',
  ENETUNREACH: 'cannot be reached from this network',
  EHOSTDOWN: 'cannot be reached from this network',
  EADDRNOTAVAIL: 'cannot be reached from this network',
  ENETDOWN: 'cannot be reached: the network of this machine is down',
  ENOENT: 'has no socket there',
  EACCES: 'may not be used by this user of the system',
};

function isNameProblem(code: string | null): boolean {
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA';
}

/** The same, and whether a firewall may be what is in the way. */
export function barredFrom(target: Target): Pick<NoAnswer, 'fixes' | 'barred'> {
  return { fixes: reachFixes(target), ...(isNear(target) ? {} : { barred: true }) };
}

/** The ways to an answer, for a server that does not give one: also for one that is full. */
export function reachFixes(target: Target): readonly string[] {
  if (isNear(target)) {
    return [
      'Start the server (or the tunnel): pg_ctl start, docker compose up, ...',
      `Or correct its host and port in ${target.source}.`,
    ];
  }
  return [
    'DigitalOcean: Databases > the cluster > Settings > Trusted Sources: add the',
    'public IP address of this machine (elsewhere: the firewall of the database).',
    'Or deploy from a machine that has access, or through the console proxy.',
  ];
}

function nameFixes({ name, source }: Target): readonly string[] {
  return [`Correct the host of ${name} in ${source}, or check the network here.`];
}

function isNear({ connection }: Target): boolean {
  return connection.kind === 'pglite' || isLoopback(connection.host);
}
