import type { Rehearsal, RehearsedBranch } from './rehearsal.ts';
import { renderCollisions } from './render-collisions.ts';
import { renderTargets } from './render-targets.ts';
import { visible } from './visible.ts';
import { wrapWords } from './wrap-words.ts';

/** More paths than this are counted. */
const MOST = 6;

/** What would become of merging every open branch, before anybody merges. */
export function renderRehearsal(rehearsal: Rehearsal, clean: boolean): string {
  const { branches, into, targets, problem } = rehearsal;
  const silent = targets.filter((target) => target.problem !== null);
  const shown = branches.filter(isWorthALine);
  const others = branches.length - shown.length;
  const parts = [
    [`Into ${visible(into.name)} (${into.commit.slice(0, 12)}): ${openBranches(branches)}`],
    renderTargets(silent, problem),
    [
      ...shown.flatMap((branch) => renderBranch(branch, into.name)),
      ...(others === 0 ? [] : [`${others} more: no migrations, and no conflict.`]),
    ],
    renderTogether(rehearsal),
    renderOrder(rehearsal),
    [clean ? '✓ Nothing collides.' : '✗ Not all of them can be merged as they are.'],
  ];
  const text = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function openBranches(branches: readonly RehearsedBranch[]): string {
  const bring = branches.filter(({ brings }) => brings.length > 0).length;
  const open = branches.length === 1 ? '1 open branch' : `${branches.length} open branches`;
  return branches.length === 0 ? 'no open branches.' : `${open}, ${bring} with migrations.`;
}

const isWorthALine = ({ brings, conflicts }: RehearsedBranch): boolean =>
  brings.length > 0 || conflicts !== null;

function renderBranch(branch: RehearsedBranch, into: string): string[] {
  const { name, brings, conflicts, verdict, reasons } = branch;
  const blocking = reasons.filter(({ severity }) => severity === 'block');
  return [
    visible(name),
    ...(brings.length === 0 ? [] : wrapWords(['brings', ...brings.map(visible)], '  ')),
    ...(conflicts === null ? [] : renderConflict(`conflicts with ${visible(into)}`, conflicts)),
    ...(verdict === null ? [] : verdictLines(verdict, blocking)),
  ];
}

function verdictLines(
  verdict: NonNullable<RehearsedBranch['verdict']>,
  blocking: RehearsedBranch['reasons'],
): string[] {
  if (blocking.length === 0) return [`  the gate would say: ${verdict}`];
  const heads = blocking.map(({ code, message }) => `${code}: ${message.split('\n')[0]}`);
  return [
    `  the gate would say: ${verdict}`,
    ...heads.flatMap((head) => wrapWords(visible(head).split(' '), '      ')),
  ];
}

function renderConflict(head: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [`  ✗ ${head}: no history in common`];
  const more = paths.length <= MOST ? [] : [`and ${paths.length - MOST} more`];
  return [
    ...wrapWords(`✗ ${head}:`.split(' '), '  '),
    ...wrapWords([...paths.slice(0, MOST).map(visible), ...more], '      '),
  ];
}

function renderTogether({ collisions, pairs, untried }: Rehearsal): string[] {
  const lines = [
    ...renderCollisions(collisions),
    ...pairs.flatMap(({ branches: [a, b], paths }) =>
      renderConflict(`${visible(b)} conflicts when ${visible(a)} is merged`, paths),
    ),
    ...(untried === 0 ? [] : [`  ⚠️  ${untried} pairs were not merged: there are too many.`]),
  ];
  return lines.length === 0 ? [] : ['Together:', ...lines];
}

function renderOrder({ order, late }: Rehearsal): string[] {
  if (order.length < 2 && late.length === 0) return [];
  const lines = late.flatMap(({ branch, migrations, after }) => [
    ...wrapWords(
      `${visible(branch)}, after ${visible(after.migration)} of ${visible(after.branch)}:`.split(
        ' ',
      ),
      '  ',
    ),
    ...wrapWords(migrations.map(visible), '      '),
  ]);
  return [
    ...(order.length < 2
      ? []
      : [
          'Merge them in this order:',
          ...wrapWords([order.map(visible).join(', ')].join().split(' '), '  '),
        ]),
    ...(lines.length === 0
      ? []
      : [order.length < 2 ? 'These come late:' : 'These come late all the same:', ...lines]),
  ];
}
