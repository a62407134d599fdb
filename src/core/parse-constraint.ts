import { parseName, parseNameList, plainName } from './sql-name.ts';

type ForeignKey = {
  readonly columns: readonly string[];
  /** `public.users` */
  readonly to: string;
};

/** `FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE`; null for another one. */
export function parseForeignKey(definition: string): ForeignKey | null {
  if (!definition.startsWith('FOREIGN KEY ')) return null;
  const { names, rest } = parseNameList(definition.slice('FOREIGN KEY '.length));
  const to = plainName(parseName(rest.replace(/^ REFERENCES /, '')));
  return { columns: names, to };
}

/** The columns of PRIMARY KEY or UNIQUE; null for another constraint. */
export function parseKey(
  definition: string,
  kind: 'PRIMARY KEY' | 'UNIQUE',
): readonly string[] | null {
  const [head] = new RegExp(`^${kind}(?: NULLS NOT DISTINCT)? (?=\\()`).exec(definition) ?? [];
  return head === undefined ? null : parseNameList(definition.slice(head.length)).names;
}
