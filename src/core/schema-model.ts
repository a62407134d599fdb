import { type CatalogKey, splitKey, tableIn } from './catalog-key.ts';
import { parseName, plainName, unquoted } from './sql-name.ts';
import type { Catalog } from './timeline.ts';

type Column = {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** `now()`, `generated always as identity`, `generated always as (a * 2)`; null: none. */
  readonly fallback: string | null;
  readonly comment: string | null;
};

/** Something of a table that has a name and a definition: an index, a constraint, a trigger. */
export type Named = { readonly name: string; readonly definition: string };

export type Table = {
  /** `public.users`, without quotes. */
  readonly name: string;
  /** `table`, `foreign`, `partitioned by RANGE (id)`; of a view, its kind. */
  readonly kind: string;
  /** `partition of public.events FOR VALUES …`, `inherits public.a`, `row security enabled` */
  readonly remarks: readonly string[];
  readonly comment: string | null;
  readonly columns: readonly Column[];
  readonly constraints: readonly Named[];
  readonly indexes: readonly Named[];
  readonly triggers: readonly Named[];
  readonly policies: readonly Named[];
};

/** Anything else: a view with its query, a function with its result, an enum with its labels. */
export type Other = Named & { readonly comment: string | null };

export type SchemaModel = {
  readonly tables: readonly Table[];
  readonly views: readonly Other[];
  readonly types: readonly Other[];
  readonly routines: readonly Other[];
  readonly sequences: readonly Other[];
  readonly extensions: readonly string[];
};

type Entry = Pick<CatalogKey, 'kind'> & {
  /** The parts of its name without quotes: `public`, `users`, `email`. */
  readonly words: readonly string[];
  readonly name: string;
  /** The name without its last word: a column's table. */
  readonly owner: string;
  /** What stands behind the name: `(x integer)` of a function, ` 'sad'` of a label. */
  readonly rest: string;
  readonly value: string;
};

/**
 * A catalog as documents show it, in an order of names.
 *
 * @param order columns and labels as they follow each other: `public.users.id`, `public.mood 'sad'`
 */
export function modelOf(catalog: Catalog, order: readonly string[]): SchemaModel {
  const of = entriesOf(catalog, order);
  const comments = new Map(of('comment on').map((one) => [one.name + one.rest, one.value]));
  const other = (entry: Entry, definition: string): Other => {
    const name = entry.name + entry.rest;
    return { name, definition, comment: comments.get(name) ?? null };
  };
  const labels = (name: string): string =>
    of('label')
      .filter((label) => label.name === name)
      .map(({ rest }) => rest.trim())
      .join(', ');
  return {
    tables: of('table').map((table) => tableOf(table, of, comments)),
    views: of('view', 'materialized view').map((entry) => other(entry, entry.value.trim())),
    types: [
      ...of('enum').map((entry) => other(entry, `enum: ${labels(entry.name)}`)),
      ...of('domain').map((entry) => other(entry, `domain over ${entry.value}`)),
      ...of('type').map((entry) => other(entry, `composite: ${fieldsOf(entry, of)}`)),
      ...of('range').map((entry) => other(entry, 'range')),
    ].sort((a, b) => compare(a.name, b.name)),
    routines: of('function', 'procedure', 'aggregate').map((entry) =>
      other(entry, entry.kind === 'procedure' ? 'procedure' : `${entry.kind}: ${resultOf(entry)}`),
    ),
    sequences: of('sequence').map((entry) => other(entry, entry.value)),
    extensions: of('extension').map(({ name }) => name),
  };
}

type Of = (...kinds: string[]) => Entry[];

/** The entries of some kinds, in the order given, then in that of their names. */
function entriesOf(catalog: Catalog, order: readonly string[]): Of {
  const places = new Map(order.map((key, i) => [key, i]));
  const byKind = new Map<string, (Entry & { readonly place: number })[]>();
  for (const [key, value] of catalog) {
    const { kind, parts, rest } = splitKey(key);
    const words = parts.map(unquoted);
    const [name, owner] = [words.join('.'), words.slice(0, -1).join('.')];
    const place = places.get(key.slice(kind.length + 1)) ?? order.length;
    const known = byKind.get(kind) ?? [];
    byKind.set(kind, known);
    known.push({ kind, words, name, owner, rest, value, place });
  }
  for (const entries of byKind.values()) {
    entries.sort((a, b) => a.place - b.place || compare(a.name, b.name) || compare(a.rest, b.rest));
  }
  return (...kinds) => kinds.flatMap((kind) => byKind.get(kind) ?? []);
}

function tableOf(table: Entry, of: Of, comments: ReadonlyMap<string, string>): Table {
  const named = (kind: string): Named[] => partsOf(table, kind, of).map(nameOf);
  const own = (kind: string): Entry[] => of(kind).filter(({ name }) => name === table.name);
  return {
    name: table.name,
    kind: table.value,
    remarks: [
      ...own('inherits').map(({ rest }) => `inherits ${plainName(parseName(rest.trim()))}`),
      ...own('partition').map(({ value }) => `partition ${value}`),
      ...own('row security').map(({ value }) => `row security ${value}`),
    ],
    comment: comments.get(table.name) ?? null,
    columns: columnsOf(table, of, comments),
    constraints: named('constraint'),
    indexes: of('index')
      .filter(({ value }) => indexedTable(value) === table.name)
      .map(nameOf),
    triggers: named('trigger'),
    policies: named('policy'),
  };
}

const nameOf = ({ words, value }: Entry): Named => ({
  name: words.at(-1) ?? '',
  definition: value,
});

/** What is a table's own: `public.users.email` of `public.users`. */
const partsOf = (table: Entry, kind: string, of: Of): Entry[] =>
  of(kind).filter(({ owner }) => owner === table.name);

function columnsOf(table: Entry, of: Of, comments: ReadonlyMap<string, string>): Column[] {
  const values = (kind: string): Map<string, string> =>
    new Map(partsOf(table, kind, of).map(({ name, value }) => [name, value]));
  const [notNull, defaults] = [values('not null'), values('default')];
  const [generated, identity] = [values('generated'), values('identity')];
  const fallbackOf = (name: string): string | null => {
    const [made, always] = [generated.get(name), identity.get(name)];
    if (made !== undefined) return `generated always as ${made}`;
    if (always !== undefined) return `generated ${always} as identity`;
    return defaults.get(name) ?? null;
  };
  return partsOf(table, 'column', of).map(({ name, words, value }) => ({
    name: words.at(-1) ?? '',
    type: value,
    notNull: notNull.has(name),
    fallback: fallbackOf(name),
    comment: comments.get(name) ?? null,
  }));
}

const indexedTable = (definition: string): string =>
  plainName(parseName(tableIn('index', definition) ?? ''));

function fieldsOf(type: Entry, of: Of): string {
  const own = partsOf(type, 'column', of);
  return own.map(({ words, value }) => `${words.at(-1)} ${value}`).join(', ');
}

/** `SETOF integer v f f u f plpgsql 5d41…` → `SETOF integer` */
const resultOf = ({ value }: Entry): string =>
  value.replace(/(?: \w+){6} [0-9a-f]{32}$/, '').trim() || 'no result';

/** By code points: the same on every machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
