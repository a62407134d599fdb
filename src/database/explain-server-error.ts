import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { type Asked, addressOf } from './asked.ts';
import { barredFrom, reachFixes } from './explain-network-error.ts';

type Failure = { readonly sqlstate: string; readonly message: string };

/** What a server that was reached said, by its SQLSTATE. */
export function explainServerError(failure: Failure, asked: Asked): NoAnswer {
  const { target } = asked;
  const said = `${addressOf(target)} said: ${failure.message} (${failure.sqlstate}).`;
  const { sqlstate } = failure;
  if (sqlstate === '57014') {
    const problem = `${addressOf(target)} did not answer within ${asked.timeoutSeconds} s (57014).`;
    return { access: 'unreachable', problem, fixes: [LATER, SLOW] };
  }
  if (/^(08|53|57P)/.test(sqlstate)) {
    return { access: 'unreachable', problem: said, fixes: [LATER, ...reachFixes(target)] };
  }
  // The server says itself that it does not know this address (pg_hba.conf).
  const barred = sqlstate === '28000' && !isPlainText(failure) ? barredFrom(target) : {};
  return { access: 'refused', problem: said, fixes: refusalFixes(failure, target), ...barred };
}

const LATER = 'Try again in a moment.';
const SLOW = 'If it is only slow, raise timeoutSeconds in migration-gate.json.';

function refusalFixes({ sqlstate, message }: Failure, target: Target): readonly string[] {
  const { name, source } = target;
  if (sqlstate === '28P01') {
    return [
      `Correct the user and the password of ${name} in ${source}.`,
      'There, a password with # in it must stand in quotes.',
    ];
  }
  if (sqlstate.startsWith('28')) {
    return isPlainText({ message })
      ? ['The server wants TLS: remove sslmode=disable.']
      : reachFixes(target);
  }
  if (sqlstate === '3D000') return [`Correct the database name of ${name} in ${source}.`];
  if (sqlstate === '42501') {
    return [
      'As the owner of the ledger, for the role of this connection:',
      'GRANT USAGE ON SCHEMA migration_gate TO <role>;',
      'GRANT SELECT ON ALL TABLES IN SCHEMA migration_gate TO <role>;',
    ];
  }
  return [`Check the settings of ${name} in ${source}.`];
}

const isPlainText = ({ message }: Pick<Failure, 'message'>): boolean =>
  /no encryption|SSL off/i.test(message);
