import { groupBy } from './group-by.ts';
import { count } from './make-reason.ts';
import type { BranchState, Brought, Standing } from './status.ts';
import { visible } from './visible.ts';
import { wrapWords } from './wrap-words.ts';

/** What a branch brings, and where that is applied; those with the same standing stand together. */
export function renderBrings({ brings, uncommitted, problem }: BranchState): string[] {
  const groups = groupBy(brings, ({ targets }) => renderStandings(targets));
  return [
    ...[...groups].flatMap(([standing, all]) => renderGroup(standing, all)),
    ...(uncommitted.length === 0
      ? []
      : ['  not committed:', ...wrapWords(uncommitted.map(visible), '      ')]),
    ...(problem === null ? [] : [`  ⚠️  ${problem}`]),
  ];
}

function renderGroup(standing: string, brought: readonly Brought[]): string[] {
  const head =
    standing === ''
      ? `  ${count(brought.length)} in no protected branch:`
      : `  ${count(brought.length)}: ${standing}`;
  return [
    ...wrapWords(head.trimStart().split(' '), '  '),
    ...wrapWords(
      brought.map(({ name }) => visible(name)),
      '      ',
    ),
  ];
}

/** `local ✓, production ✗ late`; empty where nobody was asked. */
function renderStandings(targets: Brought['targets']): string {
  return Object.entries(targets)
    .map(([target, standing]) => `${target} ${renderStanding(standing)}`)
    .join(', ');
}

function renderStanding({ state, flags }: Standing): string {
  if (state === 'applied') return '✓';
  const words = [state === 'pending' ? '' : state, ...flags.filter((flag) => SHOWN.has(flag))];
  return ['✗', ...words].filter((word) => word !== '').join(' ');
}

const SHOWN: ReadonlySet<string> = new Set(['late', 'renamed']);
