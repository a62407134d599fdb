import { visible, visibleLines } from './visible.ts';

/** A name between backticks, whatever it holds; `|` so that a table keeps its columns. */
export function markdownCode(text: string): string {
  const shown = visible(text);
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const pad = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${ticks}${pad}${shown.replaceAll('|', '\\|')}${pad}${ticks}`;
}

/** Lines that are shown as they are: no mark-up in them, no mention, no link. */
export function markdownFence(text: string, language = 'text'): string {
  const shown = visibleLines(text).trimEnd();
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${ticks}${language}\n${shown}\n${ticks}`;
}

/** A table; each cell is Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** One line of running text that holds no mark-up. */
export function markdownText(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>#|~&@]/g, (char) => `&#${char.charCodeAt(0)};`);
}

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
