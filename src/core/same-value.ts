import { plainArrays } from './plain-arrays.ts';
import { isGap, parseTokens } from './sql-tokens.ts';

const QUERY = /^(view|materialized view|rule) /;

/**
 * Whether two texts of the catalog say the same. Of queries every version of PostgreSQL has its own
 * way: up to 15 each column has its table's name before it, from 16 on only where there are several
 * tables. Where both have a name, it counts.
 * ```
 * SELECT events.type, count(*) FROM public.events
 * SELECT type, count(*) FROM public.events
 * ```
 */
export function isSameValue(key: string, live: string, promised: string): boolean {
  const [one, other] = [plainArrays(live), plainArrays(promised)];
  if (one === other || !QUERY.test(key)) return one === other;
  const [words, others] = [wordsOf(one), wordsOf(other)];
  return words.length === others.length && words.every((word, i) => isSameWord(word, others[i]));
}

/** `events.type` is one word of two parts. */
function wordsOf(text: string): string[][] {
  const words: string[][] = [];
  let isNamed = false;
  for (const token of parseTokens(text)) {
    if (isGap(token)) continue;
    const part = text.slice(token.start, token.end);
    if (isNamed) words.at(-1)?.push(part);
    else if (part !== '.') words.push([part]);
    isNamed = part === '.';
  }
  return words;
}

function isSameWord(word: readonly string[], other: readonly string[] = []): boolean {
  const common = Math.min(word.length, other.length);
  const isColumn = common === 1 && Math.max(word.length, other.length) === 2;
  if (word.length !== other.length && !isColumn) return false;
  return word.slice(-common).every((part, i) => part === other.slice(-common)[i]);
}
