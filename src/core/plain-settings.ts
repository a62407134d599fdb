/**
 * What a catalog is read under, so that the same database gives the same text to everybody: names
 * come out with their schema, and constants do not depend on the session's own time zone or style.
 *
 * @param scope SET LOCAL lasts until the transaction ends
 */
export function setPlainly(scope: 'SET' | 'SET LOCAL'): string {
  return SETTINGS.map((setting) => `${scope} ${setting}`).join('; ');
}

const SETTINGS: readonly string[] = [
  'search_path TO pg_catalog, pg_temp',
  "TimeZone TO 'UTC'",
  "DateStyle TO 'ISO, MDY'",
  "IntervalStyle TO 'postgres'",
  'extra_float_digits TO 1',
  "bytea_output TO 'hex'",
  'quote_all_identifiers TO off',
];
