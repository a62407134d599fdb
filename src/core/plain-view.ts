import { isGap, parseTokens } from './sql-tokens.ts';

const VIEW = /^(view|materialized view|rule) /;

/**
 * A value as every version of PostgreSQL writes it. Views alone differ: up to 15 each column has its
 * table's name before it, from 16 on only where there are several tables. So the names go.
 * ```
 * SELECT events.type, count(*) FROM public.events
 * SELECT type, count(*) FROM public.events
 * ```
 */
export function plainValue(key: string, written: string): string {
  const value = plainLists(written);
  if (!VIEW.test(key)) return value;
  const tokens = [...parseTokens(value)].filter((token) => !isGap(token));
  const texts = tokens.map(({ start, end }) => value.slice(start, end));
  return texts.filter((text, i) => text !== '.' && texts[i + 1] !== '.').join(' ');
}

const LIST =
  /\(ARRAY\[('(?:[^']|'')*'::character varying(?:, '(?:[^']|'')*'::character varying)*)\]\)::text\[\]/g;
const ITEM = /'(?:[^']|'')*'::character varying/g;

/**
 * `status IN ('a', 'b')` of a varchar: PostgreSQL casts the whole list, and writes it so. What it
 * wrote, it reads back with a cast of each: a schema that was loaded from a dump has it so.
 * ```
 * (status)::text = ANY ((ARRAY['a'::character varying])::text[])
 * (status)::text = ANY (ARRAY[('a'::character varying)::text])
 * ```
 */
const plainLists = (value: string): string =>
  value.replace(LIST, (_, items: string) => `ARRAY[${items.replace(ITEM, '($&)::text')}]`);
