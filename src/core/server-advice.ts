import { SILENCE, type Verdict } from './decide.ts';
import type { Reason } from './report.ts';

/** What the one who pushes cannot mend, and where the one who can looks at it. */
const TELL = 'Tell whoever runs the git server; there: migration-gate verify';

/**
 * A verdict of a server as the one who pushes is to read it: the server's connections and its
 * `.env` are not theirs to correct. What runs the tool (`invoke`) is typed in their own clone.
 */
export function forPusher(verdict: Verdict, invoke: string): Verdict {
  const reasons = verdict.report.reasons.map((reason) => renderedFor(reason, invoke));
  return { ...verdict, report: { ...verdict.report, reasons } };
}

function renderedFor(reason: Reason, invoke: string): Reason {
  if (reason.code === 'OVERRIDE_IGNORED') return { ...reason, fixes: [] };
  if (!SILENCE.includes(reason.code)) return reason;
  // The last one deploys; those before it are ways from the server to the database.
  const own = reason.fixes.filter((fix) => fix.startsWith(invoke)).slice(-1);
  return { ...reason, fixes: [TELL, ...own] };
}
