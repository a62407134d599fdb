const ELEMENT = "'(?:[^']|'')*'::character varying";
const CAST = new RegExp(`\\(ARRAY\\[(${ELEMENT}(?:, ${ELEMENT})*)\\]\\)::text\\[\\]`, 'g');

/**
 * `IN ('a', 'b')` on a varchar is printed with one cast around its list, and that text, when it is
 * run again, with a cast around each: so a database made from a dump differs from the dumped one.
 * ```
 * (ARRAY['a'::character varying, 'b'::character varying])::text[]
 * ARRAY[('a'::character varying)::text, ('b'::character varying)::text]
 * ```
 */
export function plainArrays(value: string): string {
  return value.replace(CAST, (_, list: string) => {
    const elements = list.match(new RegExp(ELEMENT, 'g')) ?? [];
    return `ARRAY[${elements.map((element) => `(${element})::text`).join(', ')}]`;
  });
}
