import { describeBeginning } from './begin-with-baseline.ts';
import { markdownBlock, markdownCode, markdownTable, markdownText } from './markdown-text.ts';
import { renderFixes, renderLastLine, renderReasons } from './render-report.ts';
import type { MigrationStatus, Reason, TargetReport } from './report.ts';
import type { Failure, TargetPlan, Verified } from './verified.ts';
import { visibleLines } from './visible.ts';

/** By it a comment is found again, to be written over in its place. */
const MARKER = '<!-- migration-gate -->';

/** Rows of a table; GitHub takes comments of 65,536 characters. */
const ROWS = 100;
const LIMIT = 60_000;

/**
 * The report as Markdown: the body of a comment on a pull request, and the summary of a job. The
 * verdict, a table of the targets and of what is open there, what would run, what the audit found,
 * what to type.
 *
 * @param plans what would run on each target that has something pending
 */
export function renderMarkdown(verified: Verified, plans: readonly TargetPlan[]): string {
  const { verdict, nothing } = verified;
  if (nothing !== null) return join([`### – Nothing to check`, `${markdownText(nothing)}.`]);
  const { targets, reasons, candidate } = verdict.report;
  return join([
    `### ${markdownText(renderLastLine(verdict))}`,
    targets.length === 0 ? '' : renderTargets(targets),
    ...targets.map(renderOpen),
    renderBrought(verified),
    ...plans.map((plan) => renderPlan(plan, reasons)),
    renderAudit(verified),
    reasons.length === 0 ? '' : section('Why', lines(renderReasons(reasons))),
    section('What to type', lines(withoutHeading(renderFixes(reasons)))),
    candidate.tree === '' ? '' : `Judged: ${markdownCode(candidate.commit ?? candidate.tree)}`,
  ]);
}

/** What kept it from judging. */
export function markdownOfFailure({ message, fix }: Failure): string {
  return join(['### ✗ Could not verify', lines(message), section('What to type', lines(fix))]);
}

/** What would make it longer than a comment may be is left out. */
function join(parts: readonly string[]): string {
  let text = MARKER;
  for (const part of parts.filter((one) => one !== '')) {
    const fits = text.length + part.length < LIMIT;
    text += `\n\n${fits ? part : '_A part is left out here: it is too long. The log has it all._'}`;
  }
  return `${text}\n`;
}

/** As they are: no mark-up in them, no mention, no link. */
const lines = (text: string): string => markdownBlock('text', visibleLines(text).trimEnd());

const section = (title: string, body: string): string =>
  body === '' ? '' : `#### ${title}\n\n${body}`;

/** Not where they are: a comment on a public repository is read, and mailed, everywhere. */
function renderTargets(targets: readonly TargetReport[]): string {
  const count = (target: TargetReport, states: (status: MigrationStatus) => boolean): string =>
    target.access === 'ok' || target.access === 'receipt'
      ? String(target.migrations.filter(states).length)
      : '–';
  const rows = targets.map((target) => [
    markdownText(target.target),
    target.access.replace('-', ' '),
    count(target, ({ state }) => state === 'applied'),
    count(target, isOpen),
  ]);
  return markdownTable(['Target', 'Access', 'Applied', 'Not applied'], rows);
}

const isOpen = ({ state }: MigrationStatus): boolean => state !== 'applied' && state !== 'missing';

function renderOpen({ target, migrations }: TargetReport): string {
  const open = migrations.filter(isOpen);
  if (open.length === 0) return '';
  const rows = open
    .slice(0, ROWS)
    .map(({ name, state, flags }) => [markdownCode(name, true), state, flags.join(', ')]);
  const table = markdownTable(['Migration', 'State', ''], rows);
  return section(`Not applied: ${markdownText(target)}`, `${table}${more(open.length)}`);
}

/** Where no ledger could be asked it is all that is known. */
function renderBrought({ facts, verdict }: Verified): string {
  const brought = facts?.brought ?? [];
  if (brought.length === 0 || verdict.report.targets.some(({ access }) => access === 'ok'))
    return '';
  const items = brought.slice(0, ROWS).map(({ name }) => `- ${markdownCode(name)}`);
  return section('It brings', `${items.join('\n')}${more(brought.length)}`);
}

/** What would run; or, where a file cannot run as it is, why nothing would. */
function renderPlan({ target, plan, summaries }: TargetPlan, reasons: readonly Reason[]): string {
  const said = new Set(reasons.map(({ message }) => firstLine(message)));
  const refusals = plan.refusals.filter(({ message }) => !said.has(firstLine(message)));
  if (refusals.length > 0) {
    const refused = refusals.flatMap(({ message, fixes }) => [message, ...fixes]);
    return section(`Would be refused on ${markdownText(target)}`, lines(refused.join('\n')));
  }
  if (plan.run.length === 0 || plan.refusals.length > 0) return '';
  const items = plan.run.slice(0, ROWS).map(({ migration, script }, i) => {
    const how = script.way === 'steps' ? ' (not in one transaction)' : '';
    const summary = summaries?.get(migration.blob);
    const what = summary === undefined ? '' : `: ${markdownText(summary)}`;
    return `${i + 1}. ${markdownCode(migration.path)}${how}${what}`;
  });
  const title = `Would run on ${markdownText(target)}, in this order`;
  const first = plan.beginning && `First ${markdownText(describeBeginning(plan.beginning))}\n\n`;
  return section(title, `${first ?? ''}${items.join('\n')}${more(plan.run.length)}`);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function renderAudit({ facts }: Verified): string {
  const findings = facts?.audit?.findings ?? [];
  const paths = new Map(facts?.candidate.migrations.map(({ name, path }) => [name, path]));
  const items = findings.slice(0, ROWS).map(({ migration, rule, message, line, column }) => {
    const place = `${paths.get(migration) ?? migration}:${line}:${column}`;
    return `- ${markdownCode(place)} ${markdownText(message)} (${markdownCode(rule)})`;
  });
  return section('Audit', items.length === 0 ? '' : `${items.join('\n')}${more(findings.length)}`);
}

const more = (n: number): string => (n > ROWS ? `\n\nand ${n - ROWS} more` : '');

const withoutHeading = (fixes: string): string =>
  fixes.replace(/^What to type:\n/, '').replaceAll(/^ {2}/gm, '');
