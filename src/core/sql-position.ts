/** A place in a text as people and editors count: from 1, columns in characters (code points). */
export type Place = { readonly line: number; readonly column: number };

/**
 * The place of an index (in UTF-16 code units, as tokens have it). A line ends at LF, CR or CRLF,
 * as libpq counts them; an index beyond the end is the end.
 */
export function placeOfIndex(text: string, index: number): Place {
  const before = text.slice(0, index);
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 };
}

/**
 * The place of PostgreSQL's error position, which counts code points from 1 in the text that was
 * sent. `sentFrom`: the index at which the text that was sent begins in this one, where a single
 * statement of a file was.
 */
export function positionToLineColumn(text: string, position: number, sentFrom = 0): Place {
  let index = sentFrom;
  for (let left = position; left > 1 && index < text.length; left -= 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return placeOfIndex(text, index);
}
