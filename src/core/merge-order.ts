import type { Migration } from './migration.ts';
import { compareNames, parseNumber } from './plain-layout.ts';
import type { Bringing } from './tip.ts';

/** Migrations that a branch would bring after one with a higher number. */
export type Late = {
  readonly branch: string;
  readonly migrations: readonly string[];
  /** That one, and the branch that has it by then. */
  readonly after: { readonly migration: string; readonly branch: string };
};

type Newest = { readonly number: bigint; readonly migration: string; readonly branch: string };

/**
 * In which order branches are merged so that as little as possible comes late: the one with the
 * lowest number first. Where the numbers of two lie between each other, one is late in any order.
 */
export function planMerging(
  bringing: readonly Pick<Bringing, 'name' | 'brings'>[],
  base: { readonly name: string; readonly migrations: readonly Migration[] },
): { readonly order: readonly string[]; readonly late: readonly Late[] } {
  const ordered = bringing
    .map(({ name, brings }) => ({ name, names: numbered(brings) }))
    .filter(({ names }) => names.length > 0)
    .sort((a, b) => compareBranches(a.names, b.names) || (a.name < b.name ? -1 : 1));
  const late: Late[] = [];
  let newest = newestOf(numbered(base.migrations), base.name);
  const merged = new Set<string>();
  for (const { name, names } of ordered) {
    const fresh = names.filter((one) => !merged.has(one));
    const behind = fresh.filter((one) => newest !== null && numberOf(one) < newest.number);
    if (behind.length > 0 && newest !== null) {
      const { migration, branch } = newest;
      late.push({ branch: name, migrations: behind, after: { migration, branch } });
    }
    const own = newestOf(fresh, name);
    if (own !== null && (newest === null || own.number > newest.number)) newest = own;
    for (const one of fresh) merged.add(one);
  }
  return { order: ordered.map(({ name }) => name), late };
}

const numberOf = (name: string): bigint => parseNumber(name) ?? 0n;

const numbered = (migrations: readonly Migration[]): string[] =>
  migrations
    .map(({ name }) => name)
    .filter((name) => parseNumber(name) !== null)
    .sort(compareNames);

function newestOf(names: readonly string[], branch: string): Newest | null {
  const migration = names.at(-1);
  return migration === undefined ? null : { number: numberOf(migration), migration, branch };
}

/** By the lowest number, then by the highest: a branch that stands on another comes after it. */
function compareBranches(a: readonly string[], b: readonly string[]): number {
  const lowest = compareNames(a[0] ?? '', b[0] ?? '');
  return lowest || compareNames(a.at(-1) ?? '', b.at(-1) ?? '');
}
