import type { Verdict } from './decide.ts';
import type { Advice } from './facts.ts';
import type { Reason } from './report.ts';

/** What shows the whole of an audit; of the working tree's files, nothing does. */
export const wholeAudit = ({ invoke, what }: Advice): string =>
  what === '' ? '' : `${invoke} verify ${what}`;

/** A verdict as a hook shows it: the end of it must be in sight. */
export function withShortAudit(verdict: Verdict, advice: Advice): Verdict {
  const reasons = shortenAudit(verdict.report.reasons, wholeAudit(advice));
  return { ...verdict, report: { ...verdict.report, reasons } };
}

/** Lines of an audit that a plan or a question shows. */
const SHOWN = 10;

/**
 * The same reasons with at most so many lines of the audit, where the rest would push the question
 * out of sight; the last line says what is left out, and what shows it.
 *
 * @param all what shows all of them: `npx --no migration-gate verify feature`; '' for nothing
 */
export function shortenAudit(reasons: readonly Reason[], all: string): Reason[] {
  let left = SHOWN;
  let omitted = 0;
  const short = reasons.flatMap((reason) => {
    if (reason.code !== 'AUDIT') return [reason];
    const lines = reason.message.split('\n');
    // A heading alone says nothing.
    const kept = left < 2 ? [] : lines.slice(0, left);
    left -= kept.length;
    omitted += lines.length - kept.length;
    return kept.length === 0 ? [] : [{ ...reason, message: kept.join('\n') }];
  });
  if (omitted === 0) return short;
  const last = short.findLastIndex(({ code }) => code === 'AUDIT');
  const more = `and ${omitted} more ${omitted === 1 ? 'line' : 'lines'}${all && `: ${all}`}`;
  return short.map((reason, i) =>
    i === last ? { ...reason, message: `${reason.message}\n${more}` } : reason,
  );
}
