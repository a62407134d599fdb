import { plainArrays } from './plain-arrays.ts';
import { isGap, parseTokens } from './sql-tokens.ts';

const VIEW = /^(view|materialized view|rule) /;

/**
 * A value as every version of PostgreSQL writes it, also after a dump. Views differ: up to 15 each
 * column has its table's name before it, from 16 on only where there are several tables. So the
 * names go.
 * ```
 * SELECT events.type, count(*) FROM public.events
 * SELECT type, count(*) FROM public.events
 * ```
 */
export function plainValue(key: string, written: string): string {
  const value = plainArrays(written);
  if (!VIEW.test(key)) return value;
  const tokens = [...parseTokens(value)].filter((token) => !isGap(token));
  const texts = tokens.map(({ start, end }) => value.slice(start, end));
  return texts.filter((text, i) => text !== '.' && texts[i + 1] !== '.').join(' ');
}
