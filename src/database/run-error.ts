import { messageOf, quoteLines } from './quote-message.ts';
import { sqlstateOf } from './sqlstate.ts';

/** Why a migration failed, as PostgreSQL told it. */
export type RunError = {
  readonly message: string;
  /** null: no answer of the server, the connection broke. */
  readonly sqlstate: string | null;
  /** Where in the SQL that was given, counted in code points from 1. */
  readonly position: number | null;
  readonly detail: string | null;
  readonly hint: string | null;
  /** 55P03: a lock was not to be had in time; all of it can be tried again. */
  readonly lockTimeout: boolean;
};

/** Puts what a session threw into a RunError. */
export function toRunError(error: unknown): RunError {
  const fields = (error instanceof Error ? error : {}) as Record<string, unknown>;
  const text = (key: string): string | null =>
    typeof fields[key] === 'string' ? quoteLines(fields[key]) : null;
  const sqlstate = sqlstateOf(error);
  const position = Number(fields['position']);
  return {
    message: quoteLines(messageOf(error)),
    sqlstate,
    position: sqlstate !== null && position >= 1 ? position : null,
    detail: text('detail'),
    hint: text('hint'),
    lockTimeout: sqlstate === '55P03',
  };
}
