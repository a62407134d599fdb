/** A name as SQL has it, `public."My table".id`, and what comes after it. */
export type SqlName = {
  /** Quoted where SQL needs it. */
  readonly parts: readonly string[];
  readonly rest: string;
};

const PART = /"(?:[^"]|"")*"|[^".\s(),]+/y;

/** The name at the beginning of a text. */
export function parseName(text: string): SqlName {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    PART.lastIndex = at;
    const [part] = PART.exec(text) ?? [];
    if (part === undefined) break;
    parts.push(part);
    at += part.length;
    if (text[at] !== '.') break;
    at += 1;
  }
  return { parts, rest: text.slice(at) };
}

/** `public."My table"` → `public.My table` */
export const plainName = ({ parts }: Pick<SqlName, 'parts'>): string =>
  parts.map(unquoted).join('.');

/** `"the ""day"""` → `the "day"` */
export const unquoted = (part: string): string =>
  part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;

/** The names of a list in brackets, without quotes: `(user_id, "the date")`. */
export function parseNameList(text: string): {
  readonly names: readonly string[];
  readonly rest: string;
} {
  const names: string[] = [];
  let rest = text.replace(/^\s*\(/, '');
  for (;;) {
    const name = parseName(rest.trimStart());
    names.push(plainName(name));
    const next = name.rest.trimStart();
    if (!next.startsWith(',')) return { names, rest: next.replace(/^\)/, '') };
    rest = next.slice(1);
  }
}
