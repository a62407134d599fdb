/** Whether a schema is what it was after the last deployment, as far as a ledger can tell. */
export type Since = 'unchanged' | 'changed' | 'unknown';

/**
 * Stands in the ledger where a run found a schema that was no more what the run before it had left:
 * the fingerprint of what came out of it would say "unchanged" of what no migration did.
 */
export const CHANGED_BEFORE = 'changed by hand before it';

/**
 * What the fingerprint of the newest migration says of the schema as it is. One of another format,
 * or of another major version of PostgreSQL, says nothing. What `drift.ignore` names may change, as
 * long as it was the same list at both times.
 *
 * @param recorded `1.5d41402a:15:<all of it>:<less what is ignored>`; null: the run was cut off, or
 *   it was adopted
 */
export function compareFingerprint(recorded: string | null, live: string): Since {
  const [format, major, all, counted] = recorded?.split(':') ?? [];
  const [liveFormat, liveMajor, liveAll, liveCounted] = live.split(':');
  if (format !== liveFormat || major !== liveMajor) return 'unknown';
  return all === liveAll || counted === liveCounted ? 'unchanged' : 'changed';
}

/** Whether what a run begins with is what the run before it has left. */
export function startOf(recorded: string | null, live: string): Start {
  if (recorded === CHANGED_BEFORE) return 'changed before';
  return compareFingerprint(recorded, live) === 'changed' ? 'changed' : 'as left';
}

/** `unread`: it could not be asked, and nothing is written down after it. */
export type Start = 'as left' | 'changed' | 'changed before' | 'unread';
