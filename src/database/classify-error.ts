import type { NoAnswer } from '../core/reading.ts';
import { GateError } from '../errors.ts';
import type { Asked } from './asked.ts';
import { explainNetworkError } from './explain-network-error.ts';
import { explainServerError } from './explain-server-error.ts';
import { explainTlsError } from './explain-tls-error.ts';
import { messageOf, quote } from './quote-message.ts';
import { errorCode, sqlstateOf } from './sqlstate.ts';

/**
 * Why a database gave no answer, in words: any error of `withSession` becomes a sentence with its
 * code, and what to do about it. Whatever is not known here counts as refused: it blocks.
 */
export function classifyError(error: unknown, asked: Asked): NoAnswer {
  if (error instanceof GateError) {
    const access = error.code === 'EMBEDDED_BUSY' ? 'unreachable' : 'refused';
    return { access, problem: error.message, fixes: [error.fix] };
  }
  const cause = firstCause(error);
  const code = errorCode(cause);
  const sqlstate = sqlstateOf(cause);
  const message = quote(messageOf(cause));
  if (sqlstate !== null) return explainServerError({ sqlstate, message }, asked);
  return (
    explainTlsError({ code, message }, asked) ??
    explainNetworkError({ code, message }, asked) ?? {
      access: 'refused',
      problem: `${asked.target.detail} could not be asked (${code ?? 'no code'}): ${message}`,
      fixes: [`Check the settings of ${asked.target.name} in ${asked.target.source}.`],
    }
  );
}

/**
 * Node tries every address of a host and throws an AggregateError of what each said. A machine
 * that refused the connection (ECONNREFUSED) tells more than silence or no route; else the first.
 */
function firstCause(error: unknown): unknown {
  if (!(error instanceof AggregateError) || error.errors.length === 0) return error;
  const parts: unknown[] = error.errors;
  const telling = parts.find((part) => errorCode(part) === 'ECONNREFUSED');
  return firstCause(telling ?? parts[0]);
}
