import { compareNames, parseNumber } from './plain-layout.ts';

/** As many digits as where nothing says otherwise. */
const WIDTH = 3;

/**
 * The number of the next migration, with as many digits as the folder's newest has: one more than
 * all that are taken; in a folder of timestamps the time itself.
 *
 * @param folder names of the migrations that lie there; they have the style
 * @param taken every name that is known anywhere
 * @param now ISO 8601
 */
export function nextNumber(
  folder: readonly string[],
  taken: readonly string[],
  now: string,
): string {
  const all = [...folder, ...taken].flatMap((name) => parseNumber(name) ?? []);
  const highest = all.sort((a, b) => (a < b ? -1 : 1)).at(-1) ?? 0n;
  const style = digitsOf(newestOf(folder) ?? newestOf(taken));
  // 2026-11-26T10:12:04.123Z
  const time = now.slice(0, 19).replace(/\D/g, '');
  if (TIMESTAMP.test(style) && BigInt(time) > highest) return time;
  return String(highest + 1n).padStart(style.length || WIDTH, '0');
}

const TIMESTAMP = /^20\d\d[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d$/;

const newestOf = (names: readonly string[]): string | undefined =>
  names
    .filter((name) => parseNumber(name) !== null)
    .toSorted(compareNames)
    .at(-1);

const digitsOf = (name: string | undefined): string => /^\d+/.exec(name ?? '')?.[0] ?? '';

/** The same number with as many digits as the folder has: `7` is `007`. */
export function withWidth(number: string, folder: readonly string[]): string {
  const width = digitsOf(newestOf(folder)).length || WIDTH;
  return String(BigInt(number)).padStart(width, '0');
}
