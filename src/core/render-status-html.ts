import { htmlPage } from './html-page.ts';
import {
  badge,
  element,
  htmlSection,
  htmlTable,
  htmlText,
  preformatted,
  targetCard,
} from './html-text.ts';
import { renderCollisions, renderRenumber } from './render-collisions.ts';
import { renderPassed } from './render-passed.ts';
import { renderStrangers } from './render-strangers.ts';
import type { BranchState, Brought, Status, TargetState } from './status.ts';
import { visible } from './visible.ts';

/** `status` as one page that needs no network: targets, branches, and what is odd. */
export function renderStatusHtml(status: Status, invoke: string, at: string): string {
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
    htmlSection(
      'Targets',
      problem === null ? targets.map(renderTarget).join('') : preformatted(problem),
    ),
    htmlSection(
      'Branches',
      htmlTable(['Branch', 'Worktree', 'Brings', ...names.map(htmlText)], rows),
    ),
    textSection('Collisions', [
      ...renderCollisions(collisions),
      ...renderRenumber(collisions, invoke),
    ]),
    textSection('In a ledger, and in no branch', renderStrangers(strangers, invoke)),
    textSection('Let through by override, or past the hooks', [
      ...passed.migrations.map(visible),
      ...renderPassed(passed, invoke),
    ]),
  ]);
}

const textSection = (title: string, lines: readonly string[]): string =>
  htmlSection(title, preformatted(lines.join('\n')));

function renderTarget({ name, detail, applied, waiting, access, problem }: TargetState): string {
  const isAsked = access === 'ok';
  const late =
    waiting.length === 0 ? 'nothing is waiting' : `${waiting.length} merged, not applied`;
  const look = !isAsked ? 'warn' : waiting.length === 0 ? 'good' : 'bad';
  return targetCard(look, {
    name,
    state: isAsked ? late : access.replace('-', ' '),
    detail,
    about: problem ?? `${applied} applied`,
  });
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
  const words = [standing.state, ...standing.flags].join(', ');
  return badge(standing.state === 'applied' ? 'good' : 'bad', words);
}
