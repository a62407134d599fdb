import { isGap, parseTokens, type Token } from './sql-tokens.ts';

/** One statement; `start` and `end` are those of its first and last token, no semicolon. */
export type Statement = {
  readonly start: number;
  readonly end: number;
  /** Without gaps; never empty. */
  readonly tokens: readonly Token[];
};

/** A word in lower case, as keywords compare; '' for any other token. */
export const keyword = (text: string, token: Token | undefined): string =>
  token?.kind === 'word' ? text.slice(token.start, token.end).toLowerCase() : '';

/**
 * The statements of a text, as PostgreSQL's grammar divides them: a semicolon ends one, but not
 * inside parentheses (CREATE RULE … DO (…; …)) nor inside the body of a SQL-standard function:
 * ```
 * CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;
 * ```
 * Such a body ends with an END that begins a statement of its own, and with no other.
 */
export function* parseStatements(text: string): Generator<Statement> {
  let tokens: Token[] = [];
  let inner = 0; // where the statement inside the innermost body begins
  let parentheses = 0;
  let bodies = 0;
  for (const token of parseTokens(text)) {
    if (isGap(token)) continue;
    const ends = token.kind === 'semicolon' && parentheses === 0;
    if (ends && bodies === 0) {
      yield* statementOf(tokens);
      tokens = [];
      inner = 0;
      continue;
    }
    if (bodies > 0 && tokens.length === inner && keyword(text, token) === 'end') bodies -= 1;
    tokens.push(token);
    parentheses = Math.max(0, parentheses + nesting(text, token));
    const opens = parentheses === 0 && opensBody(text, tokens, inner);
    if (opens) bodies += 1;
    if (opens || ends) inner = tokens.length;
  }
  yield* statementOf(tokens);
}

function statementOf(tokens: readonly Token[]): readonly Statement[] {
  const first = tokens[0];
  const last = tokens.at(-1);
  return first && last ? [{ start: first.start, end: last.end, tokens }] : [];
}

function nesting(text: string, token: Token): -1 | 0 | 1 {
  if (token.kind !== 'symbol') return 0;
  if (text[token.start] === '(') return 1;
  return text[token.start] === ')' ? -1 : 0;
}

/** Whether the tokens end in BEGIN ATOMIC, in a statement that makes a function or procedure. */
function opensBody(text: string, tokens: readonly Token[], from: number): boolean {
  if (keyword(text, tokens.at(-1)) !== 'atomic' || keyword(text, tokens.at(-2)) !== 'begin') {
    return false;
  }
  const head = tokens.slice(from, from + 4).map((token) => keyword(text, token));
  return /^create (or replace )?(function|procedure)\b/.test(head.join(' '));
}
