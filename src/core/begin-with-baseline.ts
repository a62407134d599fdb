import { adoptCommand } from './adopt-command.ts';
import { type Baseline, coveredNames } from './baseline.ts';
import type { Facts } from './facts.ts';
import { count } from './make-reason.ts';
import type { Pair } from './migration.ts';
import type { Refusal } from './refusal.ts';
import { shellQuote } from './shell-quote.ts';
import { visible } from './visible.ts';

/** What an empty database gets first. */
export type Beginning = {
  readonly baseline: Baseline;
  /** Those of the candidate that it stands for, with the content that it was made of. */
  readonly record: readonly Pair[];
};

/** Null where the candidate has no baseline, or the target is not known to be empty. */
export function beginningOn({ candidate, empty }: Facts, target: string): Beginning | null {
  const { baseline, migrations } = candidate;
  if (baseline === undefined || !empty?.has(target)) return null;
  const names = new Set(migrations.map(({ name }) => name));
  return { baseline, record: baseline.covers.filter(({ name }) => names.has(name)) };
}

/**
 * A database that holds something and yet lacks them: one by one they would alter tables that
 * nobody made, or make what is there.
 */
export function refuseCovered(
  { candidate: { baseline }, advice }: Facts,
  target: string,
  pending: readonly Pair[],
): Refusal[] {
  const names = coveredNames(baseline);
  const covered = pending.filter(({ name }) => names.has(name)).map(({ name }) => name);
  if (baseline === undefined || covered.length === 0) return [];
  const message = [
    `${target} is not empty, and its ledger lacks what ${baseline.path} stands for:`,
    ...(covered.length > 5 ? [count(covered.length)] : covered.map(visible)),
  ].join('\n');
  const through = `--through ${shellQuote(baseline.through)}`;
  const fixes = ['If their effects are there:', adoptCommand(advice, target, through)];
  if (target === 'local') {
    const rebuild = [advice.invoke, 'apply', advice.what, '--rebuild'];
    fixes.push('If not, make it anew:', rebuild.filter((part) => part !== '').join(' '));
  }
  return [{ message, fixes }];
}

/** `baseline.sql (baseline through 002_b.sql; 2 migrations are recorded)` */
export function describeBeginning({ baseline, record }: Beginning): string {
  const { path, through } = baseline;
  return `${path} (baseline through ${through}; it stands for ${count(record.length)})`;
}
