import { pendingTargets } from '../core/plan-offer.ts';
import type { Report } from '../core/report.ts';
import type { Context } from './context.ts';

/** The contract's words (contract 5). */
export const OFFER = '⚠️  Production migrations pending. Deploy before merging? (y/n)';

/** Offers to deploy what a report has named, where that is what helps and somebody is there. */
export async function askToDeploy(context: Context, report: Report): Promise<boolean> {
  if (pendingTargets(report) === null) return false;
  const terminal = await context.openTerminal();
  return terminal === null ? false : terminal.ask(OFFER);
}
