import { isUtf8 } from './decode-name.ts';
import { globPattern } from './glob.ts';
import type { Migration, Pair, TreeEntry } from './migration.ts';
import { isPlainName, sortByName } from './plain-layout.ts';
import { visible } from './visible.ts';

/** What a file or a folder of the candidate does wrong, before any database is asked. */
export type Finding = {
  readonly code: 'INVALID_FOLDER' | 'INVALID_NAME';
  readonly migrations: readonly string[];
  readonly message: string;
  readonly fix: string;
};

export type Folder = {
  readonly migrations: readonly Migration[];
  /** Files that should be migrations and cannot be: each has a finding. */
  readonly strays: readonly Pair[];
  readonly findings: readonly Finding[];
};

/**
 * The migrations of one folder, from the lines that `git ls-tree -r <tree> -- <folder>` gives.
 * A line for the folder's own path means that it is a file, a symlink or a submodule.
 *
 * @param ignore globs of files that are no migrations
 * @param straysIgnored the same for files whose name is no migration's: an update may ask to
 *   ignore those itself, but not a migration that it brings
 */
export function parseFolder(
  folder: string,
  entries: readonly TreeEntry[],
  ignore: readonly string[],
  straysIgnored = ignore,
): Folder {
  const itself = entries.find((entry) => entry.path === folder);
  if (itself !== undefined)
    return { migrations: [], strays: [], findings: [notAFolder(folder, itself)] };
  const migrations: Migration[] = [];
  const strays: Pair[] = [];
  const findings: Finding[] = [];
  const [ignored, strayIgnored] = [anyOf(ignore), anyOf(straysIgnored)];
  const start = folder.length + 1;
  for (const { path, oid, mode } of entries) {
    const name = path.slice(start);
    const isPlain = isPlainName(name);
    if (isPlain ? ignored(name) : strayIgnored(name) || !/\.sql$/i.test(name)) continue;
    const problem = nameProblem(name, isPlain, mode);
    if (problem === null) migrations.push({ name, path, blob: oid });
    else {
      strays.push({ name, blob: oid });
      findings.push(problem);
    }
  }
  return { migrations: sortByName(migrations), strays, findings };
}

/** Whether one of these globs matches a name. */
function anyOf(globs: readonly string[]): (name: string) => boolean {
  const patterns = globs.map(globPattern);
  return (name) => patterns.some((pattern) => pattern.test(name));
}

function nameProblem(name: string, isPlain: boolean, mode: string): Finding | null {
  if (mode === '120000') return invalidName(name, 'is a symbolic link, not a file.', COPY);
  if (mode === '160000') return invalidName(name, 'is a submodule, not a file.', COPY);
  if (isPlain) return null;
  if (!isUtf8(name)) return invalidName(name, 'has a name that is not UTF-8.', RENAME);
  return invalidName(name, 'is not named <number>_<snake_case>.sql.', RENAME);
}

const invalidName = (name: string, problem: string, fix: string): Finding => ({
  code: 'INVALID_NAME',
  migrations: [name],
  message: `${visible(name)} ${problem}`,
  fix,
});

const COPY = 'Replace it by a regular file with the SQL in it.';
const RENAME =
  'Rename it (git mv), like 003_add_user_columns.sql,\n' +
  'or list it under "ignore" in migration-gate.json.';

function notAFolder(folder: string, entry: TreeEntry): Finding {
  const kind =
    entry.mode === '120000'
      ? 'a symbolic link'
      : entry.mode === '160000'
        ? 'a submodule'
        : 'a file';
  return {
    code: 'INVALID_FOLDER',
    migrations: [],
    message: `The migrations folder ${folder} is ${kind}, not a folder.`,
    fix: `Make ${folder} a folder, or correct "migrations" in migration-gate.json.`,
  };
}
