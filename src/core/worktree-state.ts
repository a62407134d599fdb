import { isOurLock } from './worktree-lock.ts';

/** One worktree at a glance. */
export type WorktreeState = {
  readonly path: string;
  /** Short name; null: detached, or bare. */
  readonly branch: string | null;
  readonly head: string | null;
  readonly main: boolean;
  readonly bare: boolean;
  /** Names of its HEAD's migrations that no protected branch has. */
  readonly migrations: readonly string[];
  /** The reason of its lock, '' where it has none; null: not locked. */
  readonly lock: string | null;
  /** Its folder is not there. */
  readonly gone: boolean;
};

/**
 * Deleted by hand, without being closed: git still lists it. One that somebody else has locked
 * may be on a disk that is not there now.
 */
export function isAbandoned({ gone, lock }: WorktreeState): boolean {
  return gone && (lock === null || isOurLock(lock));
}
