import { parseCatalogKey } from './catalog-key.ts';
import type { Difference } from './compare-catalogs.ts';
import { parseName } from './sql-name.ts';

/** A difference with those that go along with it: a table that is gone has no columns either. */
export type Folded = Difference & {
  /** Keys of what it takes along, in their order. */
  readonly parts: readonly string[];
};

/** Where a whole object is extra or missing that is said once, not of each thing on it. */
export function foldDifferences(differences: readonly Difference[]): Folded[] {
  const byKey = new Map(differences.map((each) => [each.key, each]));
  const owners = ownersIn(differences);
  const parts = new Map<string, string[]>();
  const heads: Difference[] = [];
  for (const each of differences) {
    const head = headsOf(each, owners).find(
      (key) => key !== each.key && byKey.get(key)?.kind === each.kind,
    );
    if (head === undefined || each.kind === 'changed') heads.push(each);
    else parts.set(head, [...(parts.get(head) ?? []), each.key]);
  }
  return heads.map((each) => ({ ...each, parts: parts.get(each.key) ?? [] }));
}

/** Kinds of whole objects; what has the same name can be on one of them. */
const WHOLE = [
  ...['table', 'view', 'materialized view', 'sequence', 'enum', 'domain', 'range', 'type'],
  ...['function', 'procedure', 'aggregate'],
];

/** The keys that it would go along with, the widest first. */
function headsOf({ key, object }: Difference, owners: ReadonlyMap<string, string>): string[] {
  const { kind, name, object: own } = parseCatalogKey(key);
  if (kind === 'schema' || kind === 'extension') return [];
  const owner = owners.get(own) ?? '';
  const [schema = ''] = parseName(name).parts;
  return [
    `schema ${schema}`,
    `table ${parseName(owner).parts.slice(0, 2).join('.')}`,
    ...WHOLE.map((whole) => `${whole} ${object}`),
    `column ${owner}`,
    // `default public.users.age`, and the sequence itself for what it is owned by
    `column ${name}`,
    ...(kind === 'inherits' ? [`partition ${name}`] : []),
  ];
}

/** `public.users_id_seq` → `public.users.id` */
function ownersIn(differences: readonly Difference[]): Map<string, string> {
  return new Map(
    differences.flatMap(({ key, kind, promised, live }) => {
      const { kind: what, name } = parseCatalogKey(key);
      return what === 'owned by' && kind !== 'changed' ? [[name, promised ?? live ?? '']] : [];
    }),
  );
}

/** `3 columns, 1 index` */
export function countParts(parts: readonly string[]): string {
  const kinds = parts.map((key) => parseCatalogKey(key).kind);
  return COUNTED.flatMap(([kind, many]) => {
    const n = kinds.filter((each) => each === kind).length;
    return n === 0 ? [] : [n === 1 ? `1 ${kind}` : `${n} ${many}`];
  }).join(', ');
}

const COUNTED = [
  ['table', 'tables'],
  ['column', 'columns'],
  ['index', 'indexes'],
  ['constraint', 'constraints'],
  ['trigger', 'triggers'],
  ['policy', 'policies'],
  ['label', 'labels'],
  ['view', 'views'],
  ['function', 'functions'],
] as const;
