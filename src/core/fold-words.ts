/**
 * Text in lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
 *
 * @param indent stands before each line but the first
 */
export function foldWords(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if ([...last].length + 1 + [...word].length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`${indent}${word}`);
  }
  return lines;
}
