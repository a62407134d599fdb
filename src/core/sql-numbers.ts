import { isDigit } from './sql-characters.ts';

const UNDERSCORE = '_';
const OTHER_BASES: Readonly<Record<string, RegExp>> = {
  x: /[0-9A-Fa-f]/,
  o: /[0-7]/,
  b: /[01]/,
};

/** The end of digits with single underscores between them: `1_000`; `at` where there are none. */
function endOfDigits(text: string, at: number, isOne: (at: number) => boolean): number {
  if (!isOne(at)) return at;
  let end = at + 1;
  for (;;) {
    const next = text[end] === UNDERSCORE ? end + 1 : end;
    if (!isOne(next)) return end;
    end = next + 1;
  }
}

/** The end of `0x1F`, `0o17`, `0b01`; `at` where none of them begins there. */
function endOfOtherBase(text: string, at: number): number {
  const digit = text[at] === '0' ? OTHER_BASES[(text[at + 1] ?? '').toLowerCase()] : undefined;
  if (digit === undefined) return at;
  const isOne = (index: number) => digit.test(text[index] ?? '');
  const from = text[at + 2] === UNDERSCORE ? at + 3 : at + 2;
  const end = endOfDigits(text, from, isOne);
  return end > from ? end : at;
}

/**
 * The end of the number at `at`, which is a digit, or a dot before a digit. As PostgreSQL 16 and
 * later read them; `1..10` is two numbers, and in `1e` only the 1 is one.
 */
export function endOfNumber(text: string, at: number): number {
  const other = endOfOtherBase(text, at);
  if (other > at) return other;
  const isOne = (index: number) => isDigit(text.charCodeAt(index));
  let end = endOfDigits(text, at, isOne);
  if (text[end] === '.' && text[end + 1] !== '.') end = endOfDigits(text, end + 1, isOne);
  if (text[end] !== 'e' && text[end] !== 'E') return end;
  const sign = text[end + 1] === '+' || text[end + 1] === '-';
  const exponent = end + (sign ? 2 : 1);
  const last = endOfDigits(text, exponent, isOne);
  return last > exponent ? last : end;
}
