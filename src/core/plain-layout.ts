/** `003_add_user_preferences.sql`: a number, an underscore, lower-case words. */
const PLAIN_NAME = /^(\d+)_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;

/** The number of a migration in layout `plain`, or null when the name does not fit the layout. */
export function parseNumber(name: string): bigint | null {
  const digits = PLAIN_NAME.exec(name)?.[1];
  return digits === undefined ? null : BigInt(digits);
}

/** Order of contract 6: by number as a number, then by name. Names that do not fit come last. */
export function compareNames(a: string, b: string): number {
  const numberA = parseNumber(a);
  const numberB = parseNumber(b);
  if (numberA !== numberB) {
    if (numberA === null) return 1;
    if (numberB === null) return -1;
    return numberA < numberB ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
