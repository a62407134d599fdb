import { renderReport } from './render-report.ts';
import type { Verified } from './verified.ts';
import { visible } from './visible.ts';

/** The report as people read it on a terminal. */
export function renderVerified({ verdict, nothing }: Verified): string {
  return nothing === null ? renderReport(verdict) : `Nothing to check: ${visible(nothing)}.\n`;
}
