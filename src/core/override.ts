import type { Pair } from './migration.ts';
import { visible } from './visible.ts';

/** A deliberate, recorded pass: for exactly these names with exactly these contents. */
export type Override = {
  readonly reason: string;
  /** Who gave it: `Ann <ann@example.com>`. */
  readonly by: string;
  /** When, ISO 8601. */
  readonly at: string;
  /** The ref that moved with it, and the commit it moved to; null while it is only given. */
  readonly ref: string | null;
  readonly commit: string | null;
  readonly pairs: readonly Pair[];
};

/**
 * What a protected branch got while the hooks were off, found afterwards. It is debt like what an
 * override let through, but covers nothing. `reason` is how it came, in the reflog's words.
 */
export type Bypass = Override;

/** A record of either kind. The same record has the same id, in whichever clone it is read. */
export type Debt = Override & { readonly id: string; readonly kind: 'override' | 'bypass' };

/** A record is shown in reports and kept in a table: it is a reason, and no log file. */
const LONGEST = 500;

/** A reason on one line, without control characters, of at most 500 characters. */
export function tidyReason(text: string): string {
  const line = [...visible(text.trim().replaceAll(/\s+/g, ' '))];
  return line.length <= LONGEST ? line.join('') : `${line.slice(0, LONGEST - 1).join('')}…`;
}

/** Whether there is anything to read: white space and invisible characters are no reason. */
export function isReason(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}
