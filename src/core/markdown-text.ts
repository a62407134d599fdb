import { visible } from './visible.ts';

/** Text as itself, on one line, wherever it stands: also in a heading or a table's cell. */
export function markdownText(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim()).replace(/[\\`*_{}[\]<>#+!|~&$@-]/g, (char) =>
    '<&'.includes(char) ? (char === '<' ? '&lt;' : '&amp;') : `\\${char}`,
  );
}

/** Code on one line; in a cell a bar would end it even there. */
export function markdownCode(text: string, inCell = false): string {
  const line = visible(text.replace(/\s+/g, ' ').trim());
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  const code = `${fence}${space}${line}${space}${fence}`;
  return inCell ? code.replaceAll('|', '\\|') : code;
}

/** Code of several lines, as it is. */
export function markdownBlock(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A table; each cell is Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
