/**
 * The character classes of PostgreSQL's lexer (src/backend/parser/scan.l), on UTF-16 code units.
 * Everything beyond ASCII is a letter there, a no-break space too.
 */

const SPACES = ' \t\n\r\f\v';
const OPERATORS = '~!@#^&|`?+-*/%<>=';

const codesOf = (characters: string) =>
  new Set(Array.from(characters, (character) => character.charCodeAt(0)));
const SPACE_CODES = codesOf(SPACES);
const OPERATOR_CODES = codesOf(OPERATORS);
const UNDERSCORE = 95;
const DOLLAR = 36;

export const isSpace = (code: number): boolean => SPACE_CODES.has(code);

/** PostgreSQL ends a line at either, so that a lone CR ends a `--` comment too. */
export const isNewline = (code: number): boolean => code === 10 || code === 13;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const isOperator = (code: number): boolean => OPERATOR_CODES.has(code);

/** A character an identifier, or the tag of a dollar quote, can start with. */
export const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === UNDERSCORE || code >= 128;

/** A character the tag of a dollar quote can go on with: no `$`. */
export const isTagPart = (code: number): boolean => isWordStart(code) || isDigit(code);

/** A character an identifier can go on with: `a$b$` is one identifier, and opens no quote. */
export const isWordPart = (code: number): boolean => isTagPart(code) || code === DOLLAR;

/** The first index from `at` whose character is not of the class; the length where all are. */
export function skip(text: string, at: number, isOfClass: (code: number) => boolean): number {
  let end = at;
  while (end < text.length && isOfClass(text.charCodeAt(end))) end += 1;
  return end;
}
