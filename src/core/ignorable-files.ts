import { parseNumber } from './plain-layout.ts';

/** What may well be a migration under another name: `12-users.sql`, `V2__a.sql`, `v2/001_a.sql`. */
const LIKE_A_MIGRATION = /^[a-z]?\d/i;

/**
 * Files that `init` proposes to ignore where it takes over a folder that holds migrations of the
 * plain layout: notes, seeds, a fix somebody ran once. What begins with a number is left alone, so
 * that it is asked about (INVALID_NAME): it may be a migration, and none is to be forgotten.
 *
 * @param files paths below the migrations folder
 */
export function ignorableFiles(files: readonly string[]): string[] {
  if (!files.some((file) => parseNumber(file) !== null)) return [];
  return files
    .filter((file) => /\.sql$/i.test(file) && parseNumber(file) === null)
    .filter((file) => !file.split('/').some((part) => LIKE_A_MIGRATION.test(part)))
    .toSorted();
}
