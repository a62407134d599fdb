import type { Patience } from './retry-locks.ts';
import type { Row, Session } from './sql-session.ts';

/**
 * Makes the session ready: nothing of the migration before is left (roles, SETs), then `next`, in
 * the same round trip. While they run somebody is asked whether it may begin. The rows of `next`.
 */
export async function beginClean(
  session: Session,
  next: string,
  { beforeIt }: Patience,
): Promise<Row[][]> {
  const asked = beforeIt?.();
  const sent = session.runTogether(['DISCARD ALL', next]);
  const reason = (await asked) ?? null;
  const [cleaned, begun] = await sent;
  if (reason !== null) throw new Error(reason);
  answerOf(cleaned);
  return answerOf(begun);
}

/** What a message of several was answered, or the error that it was answered with. */
export function answerOf(result: PromiseSettledResult<Row[][]> | undefined): Row[][] {
  if (result?.status === 'fulfilled') return result.value;
  throw result?.reason;
}

/** How long a statement of a migration may take; absent: as the role and the database have it. */
type Limited = { readonly statementTimeout?: string };

/** The header's duration has been checked by the plan; it is quoted all the same. */
export function timeoutSetting(set: 'SET' | 'SET LOCAL', { statementTimeout }: Limited): string {
  if (statementTimeout === undefined) return '';
  return `${set} statement_timeout TO '${statementTimeout.replaceAll("'", "''")}';`;
}
