import {
  isDigit,
  isNewline,
  isOperator,
  isSpace,
  isWordPart,
  isWordStart,
  skip,
} from './sql-characters.ts';
import {
  continuationAfter,
  dollarTagAt,
  endOfBlockComment,
  endOfDollarString,
  endOfQuoted,
  endOfString,
  type StringMode,
} from './sql-literals.ts';
import { endOfNumber } from './sql-numbers.ts';
import { operatorEnds, startsComment } from './sql-operators.ts';

type TokenKind =
  | 'space'
  | 'line-comment'
  | 'block-comment'
  | 'string'
  | 'dollar-string'
  /** Quoted; `word` is one without quotes, or a keyword. */
  | 'identifier'
  | 'word'
  | 'number'
  /** `$1` */
  | 'parameter'
  | 'operator'
  /** `, ( ) [ ] . : :: := ..` */
  | 'symbol'
  | 'semicolon'
  /** What no SQL has there: a backslash, a brace, a lone `$`. */
  | 'other';

/** One lexical unit; `start` and `end` are indexes into the text, in UTF-16 code units. */
export type Token = {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** A string that goes on from the string before it, over a newline. */
  readonly continues: boolean;
  /** The text ended first. */
  readonly unterminated: boolean;
};

const SYMBOLS = ',()[].:';
const LONG_SYMBOLS = ['::', ':=', '..'];
/** `'`, `E'`, `n'`, `U&'` … */
const STRING_START = /(?:[bexn]|u&)?'/iy;
/** `"`, `U&"` */
const IDENTIFIER_START = /(?:u&)?"/iy;
/** How the rest of a string reads, by the letter before its quote. */
const MODES: Readonly<Record<string, StringMode>> = { b: 'bits', x: 'bits', e: 'escape' };

/**
 * The tokens of a text, all of it, gaps included, as PostgreSQL's own lexer cuts them while
 * standard_conforming_strings is on (manual, section 4.1; scan.l of version 18). In linear time.
 */
export function* parseTokens(text: string): Generator<Token> {
  let mode: StringMode = 'standard';
  let continuation = -1;
  for (let at = 0; at < text.length; ) {
    if (isOperator(text.charCodeAt(at)) && !startsComment(text, at)) {
      for (const end of operatorEnds(text, at)) {
        yield token('operator', at, end);
        at = end;
      }
      continue;
    }
    const quote = quoteAfter(STRING_START, text, at);
    const continues = at === continuation;
    if (quote >= 0 && !continues) mode = MODES[(text[at] ?? '').toLowerCase()] ?? 'standard';
    const next =
      quote >= 0
        ? { ...closed('string', at, endOfString(text, quote + 1, mode), text), continues }
        : tokenAt(text, at);
    yield next;
    at = next.end;
    if (quote >= 0) continuation = continuationAfter(text, at);
  }
}

/** Whether a token is white space or a comment. */
export const isGap = ({ kind }: Token): boolean =>
  kind === 'space' || kind === 'line-comment' || kind === 'block-comment';

const token = (kind: TokenKind, start: number, end: number): Token => ({
  kind,
  start,
  end,
  continues: false,
  unterminated: false,
});

const closed = (kind: TokenKind, start: number, end: number, text: string): Token =>
  end < 0 ? { ...token(kind, start, text.length), unterminated: true } : token(kind, start, end);

/** The index of the opening quote where a quoted text begins at `at`, else -1. */
function quoteAfter(start: RegExp, text: string, at: number): number {
  start.lastIndex = at;
  return start.test(text) ? start.lastIndex - 1 : -1;
}

/** Any token but a string and an operator. */
function tokenAt(text: string, at: number): Token {
  const code = text.charCodeAt(at);
  if (isSpace(code)) return token('space', at, skip(text, at, isSpace));
  if (text.startsWith('--', at)) {
    return token(
      'line-comment',
      at,
      skip(text, at, (other) => !isNewline(other)),
    );
  }
  if (text.startsWith('/*', at)) {
    return closed('block-comment', at, endOfBlockComment(text, at + 2), text);
  }
  const quote = quoteAfter(IDENTIFIER_START, text, at);
  if (quote >= 0) return closed('identifier', at, endOfQuoted(text, quote + 1, '"'), text);
  if (isWordStart(code)) return token('word', at, skip(text, at, isWordPart));
  if (text[at] === '$') return dollarAt(text, at);
  const dotted = text[at] === '.' && isDigit(text.charCodeAt(at + 1));
  if (isDigit(code) || dotted) return token('number', at, endOfNumber(text, at));
  return signAt(text, at);
}

/** `$1`, `$tag$ … $tag$`, or a dollar that is neither. */
function dollarAt(text: string, at: number): Token {
  const tag = dollarTagAt(text, at);
  if (tag !== null) {
    return closed('dollar-string', at, endOfDollarString(text, at + tag.length, tag), text);
  }
  const digits = skip(text, at + 1, isDigit);
  return digits > at + 1 ? token('parameter', at, digits) : token('other', at, at + 1);
}

function signAt(text: string, at: number): Token {
  const sign = text[at] ?? '';
  if (sign === ';') return token('semicolon', at, at + 1);
  if (!SYMBOLS.includes(sign)) return token('other', at, at + 1);
  const long = LONG_SYMBOLS.some((symbol) => text.startsWith(symbol, at));
  return token('symbol', at, at + (long ? 2 : 1));
}
