import { setTimeout as delay } from 'node:timers/promises';
import type { NoAnswer } from '../core/reading.ts';
import type { Target } from '../core/target.ts';
import { classifyError } from '../database/classify-error.ts';
import { withSession } from '../database/session.ts';
import { sqlstateOf } from '../database/sqlstate.ts';

export type Login =
  /** How the database sees us; null through a socket. */
  | { readonly kind: 'in'; readonly address: string | null }
  | { readonly kind: 'out'; readonly why: NoAnswer };

const SLOWEST_MS = 2000;

/**
 * Logs in again and again until it works: how long a new rule takes is documented nowhere. What is
 * not the firewall's doing (a wrong password, a certificate) ends it at once.
 *
 * @param waitSeconds 0: one try
 */
export async function waitForLogin(
  target: Target,
  limits: { readonly waitSeconds: number; readonly timeoutSeconds: number },
  interrupted: AbortSignal,
): Promise<Login> {
  const deadline = performance.now() + limits.waitSeconds * 1000;
  for (let pause = 100; ; pause = Math.min(pause * 1.5, SLOWEST_MS)) {
    const left = (deadline - performance.now()) / 1000;
    const timeoutSeconds = Math.max(1, Math.min(limits.timeoutSeconds, left));
    const { login, again } = await tryLogin(target, timeoutSeconds);
    const over = interrupted.aborted || performance.now() + pause >= deadline;
    if (!again || over) return login;
    // Jitter, so that two who wait do not ask in step.
    await delay(pause * (0.75 + Math.random() / 2), undefined, { signal: interrupted }).catch(
      () => undefined,
    );
    if (interrupted.aborted) return login;
  }
}

async function tryLogin(
  target: Target,
  timeoutSeconds: number,
): Promise<{ login: Login; again: boolean }> {
  const options = { timeoutSeconds, readOnly: true, applicationName: 'migration-gate firewall' };
  try {
    const [row] = await withSession(target.connection, options, (session) =>
      session.query('SELECT pg_catalog.host(pg_catalog.inet_client_addr()) AS address'),
    );
    return { login: { kind: 'in', address: row?.['address'] ?? null }, again: false };
  } catch (error) {
    const why = classifyError(error, { target, timeoutSeconds });
    // 28000: some servers say themselves that they do not know this address (pg_hba.conf).
    const again = why.access === 'unreachable' || sqlstateOf(error) === '28000';
    return { login: { kind: 'out', why }, again };
  }
}
