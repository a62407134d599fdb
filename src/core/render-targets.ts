import { count } from './make-reason.ts';
import type { TargetState } from './status.ts';
import { visible } from './visible.ts';
import { wrapWords } from './wrap-words.ts';

/** One line for each target: where it is, and how much it has; or why it did not say. */
export function renderTargets(targets: readonly TargetState[], problem: string | null): string[] {
  const width = Math.max(0, ...targets.map(({ name }) => name.length));
  return [
    ...(problem === null ? [] : hanging('⚠️  ', `No target was asked: ${problem}`)),
    ...targets.flatMap((target) => hanging(`${target.name.padEnd(width)}  `, describe(target))),
  ];
}

/** More names than this are counted. */
const MOST = 5;

function describe(target: TargetState): string {
  const { access, detail, remarks, problem, applied, waiting, deploying } = target;
  if (access === 'off') return '– switched off';
  if (problem !== null) return `⚠️  ${problem}`;
  const remark = remarks.length === 0 ? '' : ` (${remarks.join(', ')})`;
  const running = deploying ? '\na deployment is running there' : '';
  const more = waiting.length > MOST ? ` and ${waiting.length - MOST} more` : '';
  const merged =
    waiting.length === 0 ? '' : `\nmerged, not applied: ${waiting.slice(0, MOST).join(' ')}${more}`;
  return `${detail}${remark}: ${count(applied)} applied${merged}${running}`;
}

/** A text behind its head; its further lines stand below where it began. */
function hanging(head: string, text: string): string[] {
  const indent = ' '.repeat(head.length);
  const lines = text.split('\n').flatMap((line) => wrapWords(visible(line).split(' '), indent));
  return lines.map((line, i) => (i === 0 ? head + line.slice(head.length) : line));
}
