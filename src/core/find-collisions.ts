import type { Colliding, Collision } from './collision.ts';
import { groupBy } from './group-by.ts';
import type { Migration } from './migration.ts';
import type { ObjectName } from './object-name.ts';
import { compareNames, parseNumber } from './plain-layout.ts';
import type { Bringing } from './tip.ts';

/** A protected branch and all that it has. */
export type Guarded = { readonly name: string; readonly migrations: readonly Migration[] };

type Held = { readonly name: string; readonly blob: string; readonly branches: Set<string> };

/**
 * What collides among the branches, and with the protected ones.
 *
 * @param objects what each migration changes, by its blob; one that is absent was not read
 */
export function findCollisions(
  bringing: readonly Bringing[],
  guarded: readonly Guarded[],
  objects: ReadonlyMap<string, readonly ObjectName[]>,
): Collision[] {
  const held = holdersOf(bringing);
  const merged = mergedBeside(held, guarded);
  return [
    ...numberCollisions([...held, ...merged]),
    ...contentCollisions([...held, ...merged]),
    ...objectCollisions(held, objects),
  ];
}

/** Every migration that is brought, once, with the branches that bring it. */
function holdersOf(bringing: readonly Bringing[]): Held[] {
  const held = new Map<string, Held>();
  const add = (name: string, blob: string, branch: string): void => {
    const key = `${blob} ${name}`;
    const one = held.get(key) ?? { name, blob, branches: new Set<string>() };
    held.set(key, one);
    one.branches.add(branch);
  };
  for (const { name: branch, brings, uncommitted } of bringing) {
    for (const { name, blob } of brings) add(name, blob, branch);
    for (const name of uncommitted) add(name, '', branch);
  }
  return [...held.values()];
}

/** What the protected branches have with a number that is brought, too. */
function mergedBeside(held: readonly Held[], guarded: readonly Guarded[]): Held[] {
  const numbers = new Set(held.map(({ name }) => parseNumber(name)));
  const merged = new Map<string, Held>();
  for (const { name: branch, migrations } of guarded) {
    for (const { name, blob } of migrations) {
      const number = parseNumber(name);
      if (number === null || !numbers.has(number)) continue;
      const one = merged.get(`${blob} ${name}`) ?? { name, blob, branches: new Set<string>() };
      merged.set(`${blob} ${name}`, one);
      one.branches.add(branch);
    }
  }
  return [...merged.values()];
}

function numberCollisions(held: readonly Held[]): Collision[] {
  const byNumber = groupBy(
    held.filter(({ name }) => parseNumber(name) !== null),
    ({ name }) => `${parseNumber(name)}`,
  );
  return sorted(byNumber)
    .filter(([, all]) => new Set(all.map(({ name }) => name)).size > 1)
    .map(([what, all]) => ({ kind: 'number', what, shown: what, migrations: shownOf(all) }));
}

/** A file that is not committed has no content to compare. */
function contentCollisions(held: readonly Held[]): Collision[] {
  const byName = groupBy(
    held.filter(({ blob }) => blob !== ''),
    ({ name }) => name,
  );
  return sorted(byName)
    .filter(([, all]) => all.length > 1)
    .map(([what, all]) => ({ kind: 'content', what, shown: what, migrations: shownOf(all) }));
}

function objectCollisions(
  held: readonly Held[],
  objects: ReadonlyMap<string, readonly ObjectName[]>,
): Collision[] {
  const changing = held.flatMap((one) =>
    (objects.get(one.blob) ?? []).map((object) => ({ one, object })),
  );
  return sorted(groupBy(changing, ({ object }) => object.key)).flatMap(([what, all]) => {
    const apart = all.filter(({ one }) => all.some((other) => areApart(one, other.one)));
    if (apart.length === 0) return [];
    const shown = apart[0]?.object.shown ?? what;
    return [{ kind: 'object', what, shown, migrations: shownOf(apart.map(({ one }) => one)) }];
  });
}

/**
 * Whether each is somewhere without the other: a branch that stands on another has both, and knows
 * of both. Two contents of one name are told as such.
 */
function areApart(a: Held, b: Held): boolean {
  const without = (some: Held, other: Held): boolean =>
    [...some.branches].some((branch) => !other.branches.has(branch));
  return a.name !== b.name && without(a, b) && without(b, a);
}

const sorted = <T>(groups: ReadonlyMap<string, T[]>): [string, T[]][] =>
  [...groups].sort(([a], [b]) => compareKeys(a, b));

/** Numbers as numbers; `9` before `10`. */
function compareKeys(a: string, b: string): number {
  if (/^\d+$/.test(a) && /^\d+$/.test(b) && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

function shownOf(held: readonly Held[]): Colliding[] {
  return held
    .map(({ name, blob, branches }) => ({ name, blob, branches: [...branches].sort() }))
    .sort((a, b) => compareNames(a.name, b.name) || (`${a.branches}` < `${b.branches}` ? -1 : 1));
}
