import { isNewline, isSpace, isTagPart, isWordStart, skip } from './sql-characters.ts';

/**
 * What may stand inside a string. `standard`: `''` is a quote ('…', N'…', U&'…'); `escape`: a
 * backslash also takes the next character away (E'…'); `bits`: neither (B'…', X'…').
 */
export type StringMode = 'standard' | 'escape' | 'bits';

/** Where a string or comment ends that begins at `from`; -1 where the text ends before it does. */
type End = number;

const QUOTE = 39;
const BACKSLASH = 92;

/** The index after the closing quote of a quoted text in which that quote, doubled, is literal. */
export function endOfQuoted(text: string, from: number, quote: "'" | '"'): End {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 2)) {
    if (text[at + 1] !== quote) return at + 1;
  }
  return -1;
}

/** The index after the closing quote of a string whose content begins at `from`. */
export function endOfString(text: string, from: number, mode: StringMode): End {
  if (mode === 'standard') return endOfQuoted(text, from, "'");
  if (mode === 'bits') return text.indexOf("'", from) + 1 || -1;
  return endOfEscapeString(text, from);
}

function endOfEscapeString(text: string, from: number): End {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE && text.charCodeAt(at + 1) === QUOTE) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return -1;
}

/**
 * The index of the quote that continues a string which ended at `at`, or -1. SQL joins strings
 * only over a newline; `--` comments may stand in the gap, block comments may not:
 * ```
 * 'one' -- a remark
 *   'two'
 * ```
 */
export function continuationAfter(text: string, at: number): number {
  let next = at;
  let newline = false;
  for (;;) {
    const gap = skip(text, next, isSpace);
    newline ||= skip(text, next, (code) => isSpace(code) && !isNewline(code)) < gap;
    next = gap;
    if (!text.startsWith('--', next)) break;
    next = skip(text, next, (code) => !isNewline(code));
  }
  return newline && text.charCodeAt(next) === QUOTE ? next : -1;
}

/** The index after a block comment whose content begins at `from`; comments nest. */
export function endOfBlockComment(text: string, from: number): End {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 1;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return -1;
}

/** `$tag$`, tag possibly empty, where the `$` at `at` opens a dollar quote; else null. */
export function dollarTagAt(text: string, at: number): string | null {
  const first = at + 1;
  const end = isWordStart(text.charCodeAt(first)) ? skip(text, first, isTagPart) : first;
  return text[end] === '$' ? text.slice(at, end + 1) : null;
}

/** The index after the dollar quote that `tag` opened and whose content begins at `from`. */
export function endOfDollarString(text: string, from: number, tag: string): End {
  const close = text.indexOf(tag, from);
  return close < 0 ? -1 : close + tag.length;
}
