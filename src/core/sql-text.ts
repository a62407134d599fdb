import { isWordStart } from './sql-characters.ts';
import { parseDirectives } from './sql-header.ts';
import { isGap, parseTokens, type Token } from './sql-tokens.ts';

export type DecodedSql =
  | { readonly ok: true; readonly text: string }
  /** A clause about the file, to follow its name: `is UTF-16; save it as UTF-8`. */
  | { readonly ok: false; readonly problem: string };

/**
 * The SQL text of a migration's bytes, as every check reads it and every target gets it: UTF-8, a
 * BOM taken away, CRLF made LF (inside literals too, so that a checkout on Windows is no change).
 */
export function decodeSql(bytes: Uint8Array): DecodedSql {
  const problem = problemOf(bytes);
  if (problem !== null) return { ok: false, problem };
  const text = new TextDecoder('utf-8').decode(bytes);
  return { ok: true, text: text.replaceAll('\r\n', '\n') };
}

function problemOf(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return 'is UTF-16, which PostgreSQL cannot read; save it as UTF-8';
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    return `has a NUL byte in line ${lineOf(bytes, nul)} (is it UTF-16?); save it as UTF-8 text`;
  }
  const line = firstUndecodableLine(bytes);
  return line === null ? null : `is not valid UTF-8 in line ${line}; save it as UTF-8`;
}

const lineOf = (bytes: Uint8Array, index: number): number =>
  bytes.subarray(0, index).reduce((line, byte) => (byte === 10 ? line + 1 : line), 1);

/** Line by line only once the whole has failed: no UTF-8 sequence holds the byte of a newline. */
function firstUndecodableLine(bytes: Uint8Array): number | null {
  if (isUtf8(bytes)) return null;
  for (let line = 1, start = 0; ; line += 1) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    if (newline < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * The text without what is cosmetic: two texts have the same normal form if and only if they
 * differ in nothing but comments and white space between tokens. It is SQL itself, and means the
 * same. Directives of the header are no mere comments and stay.
 */
export function normaliseSql(text: string): string {
  const parts = parseDirectives(text).map((directive) => `-- migration-gate: ${directive}\n`);
  let previous: Token | null = null;
  for (const token of parseTokens(text)) {
    if (isGap(token)) continue;
    if (previous !== null) parts.push(separator(text, previous, token));
    parts.push(text.slice(token.start, token.end));
    previous = token;
  }
  return parts.join('');
}

/**
 * One blank between any two tokens, with two exceptions: only a newline joins strings ('a' 'b' is
 * an error), and letters right after a number (`1a`) are an error since version 15 while `1 a` is
 * not.
 */
function separator(text: string, before: Token, token: Token): '' | ' ' | '\n' {
  if (token.continues) return '\n';
  const touching = before.end === token.start && isWordStart(text.charCodeAt(token.start));
  const number = before.kind === 'number' || before.kind === 'parameter';
  return touching && number ? '' : ' ';
}
