/** A key of the catalog (database/catalog.sql), taken apart. */
export type CatalogKey = {
  /** `table`, `not null`, `materialized view` … */
  readonly kind: string;
  /** The name without quotes: `['public', 'users', 'email']`. */
  readonly words: readonly string[];
  /** What stands behind the name: `(x integer)` of a function, ` 'sad'` of a label. */
  readonly rest: string;
};

const KINDS =
  /^(table|partition|row security|options|replica identity|inherits|column|not null|collation|identity|default|generated|index|constraint|materialized view|view|rule|trigger|policy|statistics|sequence|enum|label|domain|range|type|aggregate|procedure|function|comment on|schema|extension) /;

const WORD = /^(?:"((?:[^"]|"")*)"|([^\s."(),]+))/;

/** `column public."my table".email` → column, public, my table, email */
export function parseCatalogKey(key: string): CatalogKey {
  const [head = '', kind = ''] = KINDS.exec(key) ?? [];
  return { kind, ...parseQualified(key.slice(head.length)) };
}

/** The words of a name at the beginning of a text, and what follows it. */
export function parseQualified(text: string): Omit<CatalogKey, 'kind'> {
  const words: string[] = [];
  let rest = text;
  for (;;) {
    const [found, quoted, plain] = WORD.exec(rest) ?? [];
    if (found === undefined) return { words, rest };
    words.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    rest = rest.slice(found.length);
    if (!rest.startsWith('.')) return { words, rest };
    rest = rest.slice(1);
  }
}

/** The names of a list in brackets: `(user_id, "the date")`. */
export function parseNameList(text: string): {
  readonly names: readonly string[];
  readonly rest: string;
} {
  const names: string[] = [];
  let rest = text.replace(/^\s*\(/, '');
  for (;;) {
    const { words, rest: after } = parseQualified(rest.trimStart());
    names.push(words.join('.'));
    const next = after.trimStart();
    if (!next.startsWith(',')) return { names, rest: next.replace(/^\)/, '') };
    rest = next.slice(1);
  }
}
