import { describeBeginning } from './begin-with-baseline.ts';
import { drawErDiagram } from './draw-er-diagram.ts';
import { htmlPage } from './html-page.ts';
import {
  element,
  htmlSection,
  htmlTable,
  htmlText,
  preformatted,
  targetCard,
} from './html-text.ts';
import { renderFixes, renderLastLine, renderReasons } from './render-report.ts';
import { renderTimeline } from './render-timeline.ts';
import type { TargetReport } from './report.ts';
import type { SchemaModel } from './schema-model.ts';
import type { Failure, TargetPlan, Verified } from './verified.ts';

/** What a page shows besides the verdict. */
export type Shown = {
  readonly plans: readonly TargetPlan[];
  /** What the candidate's migrations make; a sentence: why it is not known. */
  readonly schema: SchemaModel | string;
  /** ISO 8601. */
  readonly at: string;
};

/** The report as one page that needs no network: targets, timeline, plan, audit, schema. */
export function renderHtml(verified: Verified, { plans, schema, at }: Shown): string {
  const { verdict, nothing, facts } = verified;
  const { report } = verdict;
  const last = nothing === null ? renderLastLine(verdict) : `– Nothing to check: ${nothing}`;
  return htmlPage(last, [
    element('h1', `class="verdict ${report.verdict}"`, htmlText(last)),
    element('p', 'class="about"', about(verified, at)),
    htmlSection('Targets', report.targets.map(renderTarget).join('')),
    htmlSection(
      'What to type',
      preformatted(renderFixes(report.reasons).replace(/^What to type:\n/, '')),
    ),
    htmlSection(
      'Why',
      report.reasons.length === 0 ? '' : preformatted(renderReasons(report.reasons)),
    ),
    ...plans.map(renderPlan),
    htmlSection('Audit', renderAudit(verified)),
    htmlSection('Migrations', renderTimeline(report.targets, facts?.candidate.migrations ?? [])),
    htmlSection('Schema', renderSchema(schema)),
  ]);
}

/** What kept it from judging. */
export function htmlOfFailure({ message, fix }: Failure): string {
  const title = '✗ Could not verify';
  return htmlPage(title, [
    element('h1', 'class="verdict error"', title),
    preformatted(message),
    htmlSection('What to type', preformatted(fix)),
  ]);
}

function about({ verdict, facts }: Verified, at: string): string {
  const { commit, tree, ref } = verdict.report.candidate;
  const what = (ref ?? '').replace(/^refs\/heads\//, '');
  const count = facts?.candidate.migrations.length ?? 0;
  const oid = commit ?? tree;
  return [
    ...(what === '' ? [] : [element('strong', '', htmlText(what))]),
    ...(oid === '' ? [] : [element('code', '', htmlText(oid.slice(0, 12)))]),
    `${count} ${count === 1 ? 'migration' : 'migrations'}`,
    element('time', `datetime="${htmlText(at)}"`, htmlText(at)),
  ].join(' · ');
}

function renderTarget({ target, access, detail, migrations, ledger }: TargetReport): string {
  const isAsked = access === 'ok' || access === 'receipt';
  const open = migrations.filter(({ state }) => state !== 'applied' && state !== 'missing').length;
  const state = !isAsked ? access.replace('-', ' ') : open === 0 ? 'all applied' : `${open} open`;
  const look = !isAsked ? 'warn' : open === 0 ? 'good' : 'bad';
  return targetCard(look, { name: target, state, detail, about: `ledger: ${ledger}` });
}

function renderPlan({ target, plan, summaries }: TargetPlan): string {
  const items = plan.run.map(({ migration, script }) => {
    const how = script.way === 'steps' ? ' (not in one transaction)' : '';
    const what = summaries?.get(migration.blob);
    const about = what === undefined ? '' : element('div', 'class="about"', htmlText(what));
    return element('li', '', element('code', '', htmlText(migration.path)), how, about);
  });
  if (plan.refusals.length > 0) {
    const refused = plan.refusals.flatMap(({ message, fixes }) => [message, ...fixes]);
    return htmlSection(`Would be refused on ${target}`, preformatted(refused.join('\n')));
  }
  const first =
    plan.beginning && element('p', '', `First ${htmlText(describeBeginning(plan.beginning))}`);
  const title = `Would run on ${target}, in this order`;
  return htmlSection(
    title,
    `${first ?? ''}${items.length === 0 ? '' : element('ol', '', ...items)}`,
  );
}

function renderAudit({ facts }: Verified): string {
  const findings = facts?.audit?.findings ?? [];
  const paths = new Map(facts?.candidate.migrations.map(({ name, path }) => [name, path]));
  const rows = findings.map(({ migration, rule, message, line, column }) => [
    element('code', '', htmlText(`${paths.get(migration) ?? migration}:${line}:${column}`)),
    htmlText(message),
    element('code', '', htmlText(rule)),
  ]);
  return rows.length === 0 ? '' : htmlTable(['Where', 'What', 'Rule'], rows);
}

function renderSchema(schema: SchemaModel | string): string {
  if (typeof schema === 'string') return element('p', 'class="about"', htmlText(schema));
  if (schema.tables.length === 0) return element('p', 'class="about"', 'No tables.');
  return element('div', 'class="wide"', drawErDiagram(schema));
}
