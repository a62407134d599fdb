/** What the reason of every lock of ours begins with; all others are somebody else's. */
const OURS = 'migration-gate: ';

/** Whether the gate wrote this lock. null: not locked. */
export function isOurLock(reason: string | null): boolean {
  return reason?.startsWith(OURS) ?? false;
}

/** What is to be done about a worktree's lock. */
export type LockChange =
  | { readonly kind: 'keep' | 'unlock' }
  | { readonly kind: 'lock' | 'renew'; readonly reason: string };

/**
 * Contract 5: locked while its HEAD has migrations that no protected branch has. A lock of
 * somebody else is never touched.
 *
 * @param lock the reason of the lock it has; null: none
 * @param open how many migrations are in no protected branch
 * @param close the command that closes it, as it runs wherever the reason is read
 */
export function decideLock(lock: string | null, open: number, close: string): LockChange {
  const ours = isOurLock(lock);
  if (lock !== null && !ours) return { kind: 'keep' };
  if (open === 0) return { kind: ours ? 'unlock' : 'keep' };
  const reason = renderLockReason(open, close);
  if (lock === reason) return { kind: 'keep' };
  return { kind: ours ? 'renew' : 'lock', reason };
}

/** git prints it where somebody types `git worktree remove`. */
function renderLockReason(open: number, close: string): string {
  const what = open === 1 ? '1 migration is' : `${open} migrations are`;
  return `${OURS}${what} in no protected branch; close with: ${close}`;
}
