import { setTimeout as delay } from 'node:timers/promises';

/** What the tests put in the place of time and chance, and what hears of it. */
export type Patience = {
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly random: () => number;
  /** Before each pause: which attempt failed, of how many, and how long the pause is. */
  readonly onRetry?: (attempt: number, of: number, milliseconds: number) => void;
  /**
   * Asked while the session is made ready for a migration: why it must not begin, or null. It may
   * take its time: nothing of the migration has run.
   */
  readonly beforeIt?: () => Promise<string | null>;
  /** Why it must stop, or null; then nothing is begun or tried again. */
  readonly stopped?: () => string | null;
};

export const PATIENT: Patience = { sleep: delay, random: Math.random };

const LOCK_RETRIES = 5;
const FIRST_PAUSE_MS = 500;

/**
 * Tries again what did not get its locks, at most five times, with growing pauses: a statement that
 * queues for a lock bars everybody behind it, so each attempt waits for a short time only. The
 * jitter keeps two who want the same from asking in step.
 */
export async function retryLocks<T>(
  attempt: () => Promise<T>,
  lacksLock: (result: T) => boolean,
  patience: Patience,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const result = await attempt();
    if (!lacksLock(result) || tried > LOCK_RETRIES || patience.stopped?.()) return result;
    const pause = FIRST_PAUSE_MS * 2 ** (tried - 1) * (0.5 + patience.random());
    patience.onRetry?.(tried, LOCK_RETRIES + 1, pause);
    await patience.sleep(pause);
    if (patience.stopped?.()) return result;
  }
}
