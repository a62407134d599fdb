import { titleOf } from './access-reasons.ts';
import type { Verdict } from './decide.ts';
import { renderRan } from './render-ran.ts';
import {
  isThere,
  type MigrationStatus,
  type Reason,
  type Report,
  type TargetReport,
} from './report.ts';
import { visible } from './visible.ts';

const LINE = '='.repeat(70);

/** The whole report as text: targets, reasons, what to type, and the frame of contract 3. */
export function renderReport(verdict: Verdict): string {
  const { report } = verdict;
  const parts = [
    report.targets.map((target) => renderTarget(target, verdict)).join('\n'),
    renderReasons(report.reasons),
    renderFixes(report.reasons),
    renderSummary(verdict),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The frame alone; `VERIFICATION SUMMARY` and its last line are the contract's words. */
export function renderSummary(verdict: Verdict): string {
  const { targets } = verdict.report;
  const local = targets.find((target) => target.target === 'local');
  const others = targets.filter((target) => target.target !== 'local');
  // No target, but a reason: the configuration kept every one from being asked.
  const absent = targets.length === 0 && verdict.report.reasons.length > 0 ? '⚠️' : '–';
  const lines = [
    `Local migrations:  ${local === undefined ? absent : localMark(local)}`,
    ...(others.some(({ target }) => target === 'production')
      ? []
      : [accessLine('production', absent)]),
    ...others.map((target) => accessLine(target.target, accessMark(target, verdict.report))),
  ];
  return [LINE, 'VERIFICATION SUMMARY', LINE, ...lines, '', renderLastLine(verdict), LINE].join(
    '\n',
  );
}

function accessLine(target: string, mark: string): string {
  return `${`${titleOf(target)} access:`.padEnd(18)} ${mark}`;
}

function localMark(target: TargetReport): string {
  if (target.access === 'off') return '–';
  if (target.access !== 'ok') return '⚠️';
  return countOpen(target) === 0 ? '✓' : '✗';
}

function accessMark(target: TargetReport, report: Report): string {
  if (target.access === 'off') return '–';
  if (target.access === 'receipt' || target.access === 'unreachable') return '⚠️';
  if (target.access === 'not-configured') return '⚠️';
  const wrong = report.reasons.some(
    ({ code, target: name }) =>
      name === target.target && (code === 'SAME_DATABASE' || code === 'READ_REPLICA'),
  );
  return wrong || target.access === 'refused' ? '✗' : '✓';
}

/** The first line that fits (contract 3). "1 migrations" stays: scripts may look for the words. */
export function renderLastLine(verdict: Verdict): string {
  const { report, overridden } = verdict;
  if (overridden !== null)
    return `⚠️  OVERRIDDEN - ${visible(overridden.reason)} (${overridden.count} migrations still not deployed)`;
  const blocking = report.reasons.filter((reason) => reason.severity === 'block');
  const local = report.targets.find((target) => target.target === 'local');
  const openHere = local === undefined ? 0 : countOpen(local);
  if (openHere > 0) return `✗ BLOCKED - ${openHere} migrations not applied locally`;
  const askedHere = local === undefined || local.access === 'ok' || local.access === 'off';
  const silent = blocking.some((r) => r.code === 'UNREACHABLE' && r.target === 'production');
  if (askedHere && silent)
    return '⚠️  LOCAL OK - Production deployment pending (firewall/access issue)';
  const behind = report.targets.find((t) => t.target !== 'local' && countOpen(t) > 0);
  if (behind !== undefined)
    return `✗ BLOCKED - ${countOpen(behind)} migrations not deployed to ${behind.target}`;
  const first = blocking[0];
  if (first !== undefined) return `✗ BLOCKED - ${visible(first.message.split('\n')[0] ?? '')}`;
  const receipt = report.targets.some(({ access }) => access === 'receipt') ? ' (by receipt)' : '';
  return `✓ READY TO MERGE - Production is up to date${receipt}`;
}

/** N of the last line (contract 3): what is not applied there, debt included. */
const countOpen = ({ migrations }: TargetReport): number => tallyOf(migrations).open;

/** What the text says of a target's migrations, of which there may be ten thousand. */
type Tally = {
  readonly open: number;
  readonly shown: readonly MigrationStatus[];
  readonly states: ReadonlyMap<string, number>;
};

const tallies = new WeakMap<readonly MigrationStatus[], Tally>();

function tallyOf(migrations: readonly MigrationStatus[]): Tally {
  const tally = tallies.get(migrations) ?? makeTally(migrations);
  tallies.set(migrations, tally);
  return tally;
}

function makeTally(migrations: readonly MigrationStatus[]): Tally {
  let open = 0;
  const shown: MigrationStatus[] = [];
  const states = new Map([['applied', 0]]);
  for (const status of migrations) {
    const { state, flags } = status;
    if (!isThere(status)) open += 1;
    if (state !== 'applied' || flags.length > 0) shown.push(status);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  return { open, shown, states };
}

function renderTarget(
  target: TargetReport,
  { remarks, summaries }: Pick<Verdict, 'remarks' | 'summaries'>,
): string {
  const notes = remarks.get(target.target) ?? [];
  const remark = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  const where = target.detail === '' ? '' : `${visible(target.detail)}${remark}: `;
  const { shown } = tallyOf(target.migrations);
  const head = `${target.target.padEnd(11)} ${where}${countStates(target)}`;
  // What runs on a database of one's own is not what is asked about.
  const known = target.target === 'local' ? undefined : summaries;
  return [
    head,
    ...shown.flatMap((status) => [renderStatus(status), ...changeOf(status, known)]),
  ].join('\n');
}

function changeOf({ name, state }: MigrationStatus, summaries: Verdict['summaries']): string[] {
  const summary = state === 'pending' ? summaries?.get(name) : undefined;
  return summary === undefined ? [] : [`    ${summary}`];
}

function countStates(target: TargetReport): string {
  if (target.access === 'off') return 'switched off';
  const isKnown = target.access === 'ok' || target.access === 'receipt';
  if (!isKnown) return target.access.replace('-', ' ');
  const counts = [...tallyOf(target.migrations).states];
  const states = counts.map(([state, n]) => `${n} ${state}`).join(', ');
  return target.access === 'receipt' ? `${states} (by receipt)` : states;
}

function renderStatus(status: MigrationStatus): string {
  const flags = status.flags.length === 0 ? '' : ` (${status.flags.join(', ')})`;
  const who = status.state === 'missing' ? `: ${visible(renderRan(status))}` : '';
  return `  ${status.state.padEnd(11)} ${visible(status.name)}${flags}${who}`;
}

/** Each with its code and its message. */
export function renderReasons(reasons: readonly Reason[]): string {
  return reasons.map(renderReason).join('\n');
}

function renderReason(reason: Reason): string {
  const mark = reason.severity === 'block' ? '✗' : '⚠️ ';
  const [head = '', ...rest] = reason.message.split('\n').map(visible);
  return [`${mark} ${reason.code}: ${head}`, ...rest.map((line) => `    ${line}`)].join('\n');
}

/** What to type, once each, in order: what applies locally comes before what deploys. */
export function renderFixes(reasons: readonly Reason[]): string {
  const blocking = reasons.filter((reason) => reason.severity === 'block');
  const fixes = [...new Set((blocking.length > 0 ? blocking : reasons).flatMap((r) => r.fixes))];
  const lines = fixes.flatMap((fix) => fix.split('\n')).map((line) => `  ${visible(line)}`);
  return lines.length === 0 ? '' : ['What to type:', ...lines].join('\n');
}
