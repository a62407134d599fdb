import type { TargetFacts } from './facts.ts';
import type { LedgerRow } from './reading.ts';
import type { MigrationStatus, Reason, ReasonCode } from './report.ts';
import { trustedAnswer } from './trusted-answer.ts';

/** A reason about one target and some of its migrations. */
export function reason(
  code: ReasonCode,
  target: string,
  severity: Reason['severity'],
  message: string,
  fixes: readonly string[],
  migrations: readonly MigrationStatus[] = [],
): Reason {
  return { code, target, severity, message, fixes, migrations: migrations.map((m) => m.name) };
}

/** The rows of a ledger that may be believed. */
export function rowsOf(target: TargetFacts): readonly LedgerRow[] {
  return trustedAnswer(target)?.ledger?.rows ?? [];
}

/** `1 migration`, `2 migrations`. */
export const count = (n: number): string => (n === 1 ? '1 migration' : `${n} migrations`);
