import { adoptCommand } from './adopt-command.ts';
import type { Facts } from './facts.ts';
import type { Refusal } from './refusal.ts';
import type { MigrationStatus } from './report.ts';
import { shellQuote } from './shell-quote.ts';

/** Proven not to be there, or only in part. */
export function isContradicted(
  facts: Facts,
  target: string,
  { name, state }: MigrationStatus,
): boolean {
  if (state === 'partial') return true;
  const proof = facts.evidence.get(target)?.find((each) => each.name === name);
  return state === 'pending' && proof?.verdict === 'absent';
}

/** Recorded all the same only by force. */
export function refuseContradicted(
  { advice, evidence }: Facts,
  { name, state }: MigrationStatus,
  target: string,
): Refusal {
  const proof = evidence.get(target)?.find((each) => each.name === name);
  const key = proof?.against[0] ?? proof?.drift[0];
  const what = key === undefined ? (proof?.because ?? '') : `missing or different: ${key}`;
  const extent = state === 'partial' ? 'is there in part only' : 'is not there';
  const { invoke } = advice;
  return {
    message: `The catalog of ${target} says that ${name} ${extent}.\n(${what})`,
    fixes: [
      `${invoke} verify --explain ${shellQuote(name)}`,
      'Or, if all that it is for is there (you have looked):',
      adoptCommand(advice, target, `${shellQuote(name)} --force`),
    ],
  };
}
