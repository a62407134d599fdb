/** `003_add_user_preferences.sql`: a number, an underscore, lower-case words. */
const PLAIN_NAME = /^(\d+)_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;

/** The number of a migration in layout `plain`, or null when the name does not fit the layout. */
export function parseNumber(name: string): bigint | null {
  const digits = PLAIN_NAME.exec(name)?.[1];
  return digits === undefined ? null : BigInt(digits);
}

/** Whether a name fits the layout, where its number is not asked for. */
export function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name);
}

/**
 * The same order as `compareNames`, where there are many and all of them fit the layout: what is in
 * order already, as git mostly lists it, stays as it is; else each number is read once.
 */
export function sortByName<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  if (isInOrder(all)) return all;
  const keyed = all.map((item) => ({ item, name: item.name, number: parseNumber(item.name) }));
  const isSorted = keyed.every((one, i) => i === 0 || compareKeys(keyed[i - 1] ?? one, one) <= 0);
  return isSorted ? all : keyed.toSorted(compareKeys).map(({ item }) => item);
}

/**
 * Whether names that fit the layout are sorted, as far as it can be seen without reading a number:
 * of as many digits, the order of the numbers is that of the texts.
 */
function isInOrder(all: readonly { readonly name: string }[]): boolean {
  let last = '';
  for (const { name } of all) {
    const sameDigits = last === '' || name.indexOf('_') === last.indexOf('_');
    if (!sameDigits || name < last) return false;
    last = name;
  }
  return true;
}

/** Order of contract 6: by number as a number, then by name. Names that do not fit come last. */
export function compareNames(a: string, b: string): number {
  return compareKeys({ name: a, number: parseNumber(a) }, { name: b, number: parseNumber(b) });
}

type Key = { readonly name: string; readonly number: bigint | null };

function compareKeys(a: Key, b: Key): number {
  if (a.number !== b.number) {
    if (a.number === null) return 1;
    if (b.number === null) return -1;
    return a.number < b.number ? -1 : 1;
  }
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
