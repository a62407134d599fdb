import { htmlPage } from './html-page.ts';
import { element, htmlTable, htmlText } from './html-text.ts';
import { renderCollisions } from './render-collisions.ts';
import { renderStrangers } from './render-strangers.ts';
import type { BranchState, Brought, Status, TargetState } from './status.ts';

/** `status` as one page that needs no network: targets, branches, and what is odd. */
export function renderStatusHtml(status: Status, at: string): string {
  const { branches, targets, collisions, strangers, passed, problem } = status;
  const own = branches.filter(
    ({ brings, uncommitted, worktrees }) =>
      brings.length > 0 || uncommitted.length > 0 || worktrees.length > 0,
  );
  const names = targets.filter(({ access }) => access === 'ok').map(({ name }) => name);
  const rows = own.map((branch) => renderRow(branch, names));
  const others = branches.length - own.length;
  const about = [`${branches.length} branches`, `${others} of them bring nothing`, at].join(' · ');
  const title = 'The repository at a glance';
  return htmlPage(title, [
    element('h1', 'class="verdict ready"', title),
    element('p', 'class="about"', htmlText(about)),
    section('Targets', problem === null ? targets.map(renderTarget).join('') : pre([problem])),
    section('Branches', htmlTable(['Branch', 'Worktree', 'Brings', ...names.map(htmlText)], rows)),
    section('Collisions', pre(renderCollisions(collisions))),
    section('In a ledger, and in no branch', pre(renderStrangers(strangers))),
    section('Let through by override, or past the hooks', pre(passed.migrations)),
  ]);
}

function renderTarget({ name, detail, applied, waiting, access, problem }: TargetState): string {
  const isAsked = access === 'ok';
  const late =
    waiting.length === 0 ? 'nothing is waiting' : `${waiting.length} merged, not applied`;
  const look = !isAsked ? 'warn' : waiting.length === 0 ? 'good' : 'bad';
  return element(
    'div',
    `class="target ${look}"`,
    element('h3', '', htmlText(name)),
    element('p', 'class="state"', htmlText(isAsked ? late : access.replace('-', ' '))),
    element('p', '', htmlText(detail === '' ? '–' : detail)),
    element('p', 'class="about"', htmlText(problem ?? `${applied} applied`)),
  );
}

function renderRow(branch: BranchState, targets: readonly string[]): string[] {
  const { name, worktrees, brings, uncommitted, problem } = branch;
  const files = [
    ...brings.map((one) => element('code', '', htmlText(one.name))),
    ...uncommitted.map((file) => `${element('code', '', htmlText(file))} (not committed)`),
    ...(problem === null ? [] : [htmlText(problem)]),
  ];
  return [
    element('strong', '', htmlText(name)),
    worktrees.map(htmlText).join('<br>'),
    files.join('<br>'),
    ...targets.map((target) => brings.map((one) => renderState(one, target)).join('<br>')),
  ];
}

function renderState({ targets }: Brought, target: string): string {
  const standing = targets[target];
  if (standing === undefined) return '–';
  const look = standing.state === 'applied' ? 'good' : 'bad';
  const words = [standing.state, ...standing.flags].join(', ');
  return element('span', `class="badge ${look}"`, htmlText(words));
}

const section = (title: string, body: string): string =>
  body === '' ? '' : element('section', '', element('h2', '', title), body);

const pre = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : element('pre', '', htmlText(lines.join('\n')));
