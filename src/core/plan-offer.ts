import type { Facts } from './facts.ts';
import type { ParsedFiles } from './parsed-sql.ts';
import { planRun } from './plan-run.ts';
import type { Report } from './report.ts';

/**
 * The targets on which pending migrations are all that blocks, where production is one of them;
 * null: deploying is not what helps, or production could not be asked.
 */
export function pendingTargets(report: Report): readonly string[] | null {
  const blocking = report.reasons.filter((reason) => reason.severity === 'block');
  if (blocking.some((reason) => reason.code !== 'PENDING')) return null;
  const names = blocking.flatMap((reason) => reason.target ?? []);
  return names.includes('production') ? names : null;
}

/** The same, less what a deployment would then refuse: nobody is asked in vain. */
export function planOffer(
  facts: Facts,
  report: Report,
  parsed: ParsedFiles,
): readonly string[] | null {
  const names = pendingTargets(report);
  const refused = names?.some((name) => planRun(facts, report, name, parsed).refusals.length > 0);
  return refused ? null : names;
}
