import type { TargetFacts } from './facts.ts';
import { type Answer, LEDGER_VERSION } from './reading.ts';

/**
 * The answer of a target whose ledger may be believed; null where there is none: it could not be
 * asked, it is not the pinned database, or its ledger has a format that is not known here.
 */
export function trustedAnswer(target: TargetFacts): Answer | null {
  const { reading } = target;
  if (reading.access !== 'ok' || !isPinned(target, reading) || isNewer(reading)) return null;
  return reading;
}

/** Without an id in the config any database is accepted; with one, only the one that has it. */
export function isPinned({ pinnedId }: TargetFacts, { ledger }: Answer): boolean {
  return pinnedId === null || ledger?.databaseId === pinnedId;
}

/** Whether the ledger has a format that this version cannot read. */
export function isNewer({ ledger }: Answer): boolean {
  return ledger !== null && ledger.version > LEDGER_VERSION;
}
