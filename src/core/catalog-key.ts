import { parseName, type SqlName } from './sql-name.ts';

/** What a key of the catalog is about (database/catalog.sql). */
export type CatalogKey = {
  /** `index`, `default`, `comment on` */
  readonly kind: string;
  /** Qualified and quoted as SQL needs it: `public.users_email_idx`, `public.users.age`. */
  readonly name: string;
  /** What a person would open: the table of a column, the function with its arguments. */
  readonly object: string;
  /** What stands behind the name: the label of an enum, the parent of an INHERITS. */
  readonly rest: string;
};

/** Kinds of more than one word; all the others have one. */
const LONG_KINDS: readonly string[] = [
  'row security',
  'replica identity',
  'not null',
  'statistics target',
  'column options',
  'owned by',
  'materialized view',
  'comment on',
];

/** The kind, the name of the object, and what stands behind it as it is. */
export function splitKey(key: string): SqlName & Pick<CatalogKey, 'kind'> {
  const long = LONG_KINDS.find((kind) => key.startsWith(`${kind} `));
  const kind = long ?? key.slice(0, key.indexOf(' '));
  return { kind, ...parseName(key.slice(kind.length + 1)) };
}

/** `column public.users.age` → column, public.users.age, of public.users */
export function parseCatalogKey(key: string): CatalogKey {
  const { kind, parts, rest } = splitKey(key);
  const routine = rest.startsWith('(') ? rest : '';
  const name = parts.join('.') + routine;
  const object = parts.slice(0, 2).join('.') + routine;
  return { kind, name, object, rest: routine === '' ? rest.trim() : '' };
}

/**
 * The table of what has a name beside its own.
 * ```
 * CREATE UNIQUE INDEX users_email ON public.users USING btree (email)
 * CREATE STATISTICS public.s (ndistinct) ON a, b FROM public.users
 * ```
 */
export function tableIn(kind: string, definition: string): string | null {
  const before = BEFORE_TABLE[kind]?.exec(definition)?.[0];
  if (before === undefined) return null;
  return parseName(definition.slice(before.length)).parts.join('.');
}

const BEFORE_TABLE: Readonly<Record<string, RegExp>> = {
  index: /^CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")*"|[^".\s]+) ON (?:ONLY )?/,
  statistics: /^.* FROM (?=[^ ]+$|.*"$)/s,
};
