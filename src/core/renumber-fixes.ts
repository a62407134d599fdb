import type { Facts } from './facts.ts';
import { rowsOf } from './make-reason.ts';
import { shellQuote } from './shell-quote.ts';

type Targets = Facts['targets'];

/** Those that no target but local has, and that may have another number therefore. */
function ranNowhere(names: readonly string[], targets: Targets): readonly string[] {
  const others = targets.filter(({ name }) => name !== 'local');
  const ran = new Set(others.flatMap((target) => rowsOf(target).map(({ name }) => name)));
  return names.filter((name) => !ran.has(name));
}

/** Of several with one number, those that give it up: where none ran, the first keeps it. */
export function withoutNumber(names: readonly string[], { targets }: Pick<Facts, 'targets'>) {
  const free = ranNowhere(names, targets);
  return free.length === names.length ? free.slice(1) : free;
}

/** More commands than this say nothing that the first ones do not. */
const MOST = 3;

/**
 * How those of the migrations get another number that ran nowhere but locally: what another target
 * has keeps its own. The command works on the files of a worktree, so where something else was
 * judged it says where it is to be typed.
 *
 * @param otherwise what else can be done, as a sentence
 */
export function renumberFixes(
  names: readonly string[],
  { targets, advice: { invoke, what } }: Pick<Facts, 'targets' | 'advice'>,
  otherwise: string,
): string[] {
  const moved = ranNowhere(names, targets);
  if (moved.length === 0) return [otherwise];
  const here = what === '' || what === 'HEAD';
  return [
    ...(here ? [] : ['In a worktree that has the file:']),
    ...moved.slice(0, MOST).map((name) => `${invoke} renumber ${shellQuote(name)}`),
    ...(moved.length > MOST ? [`and so on, for all ${moved.length}`] : []),
    otherwise,
  ];
}
