import type { Baseline } from './baseline.ts';
import type { Migration, Pair } from './migration.ts';
import type { Finding, Folder } from './migrations-folder.ts';
import { withoutPairs } from './pairs.ts';
import { compareNames, parseNumber } from './plain-layout.ts';

/** The tree that is judged. */
export type Candidate = {
  /** null where a tree, the index, a merge's result or the working tree is judged. */
  readonly commit: string | null;
  /** Its oid; '' for the working tree, which has none. */
  readonly tree: string;
  /** Of the working tree the branch that is checked out. */
  readonly ref: string | null;
  readonly migrations: readonly Migration[];
  /** Files that should be migrations and cannot be. */
  readonly strays: readonly Pair[];
  readonly findings: readonly Finding[];
  /** What an empty database begins with; absent: with the first migration. */
  readonly baseline?: Baseline;
};

/**
 * The candidate's migrations where the current and the incoming config may name different
 * folders (contract 4): the union by name; one name with two contents is INVALID_FOLDER; the
 * current folder may be gone, or be a link to the incoming one, only when all its (name, content)
 * stand in the incoming one.
 *
 * @param incoming the folder that the incoming config names, as the new tree has it
 * @param former the folder that the current config names, as the new tree has it; null when both
 *   configs name the same one
 * @param before what the protected branch's current commit has
 */
export function unionOfFolders(
  incoming: Folder,
  former: Folder | null,
  before: readonly Pair[],
): Folder {
  // What was no migration before cannot be lost.
  const had = before.filter((pair) => parseNumber(pair.name) !== null);
  const findings = [...incoming.findings, ...(former?.findings ?? []).filter(isAboutName)];
  const emptied = incoming.migrations.length === 0 && had.length > 0;
  if (emptied && !incoming.findings.some((finding) => finding.code === 'INVALID_FOLDER'))
    findings.push(noMigrationsLeft(had));
  if (former === null) return { ...incoming, findings };
  const extra = withoutPairs(former.migrations, incoming.migrations);
  const names = new Set(incoming.migrations.map((migration) => migration.name));
  const twice = extra.filter((migration) => names.has(migration.name));
  if (twice.length > 0) findings.push(twoContents(twice));
  const migrations = [...incoming.migrations, ...extra.filter((m) => !names.has(m.name))];
  migrations.sort((a, b) => compareNames(a.name, b.name));
  const lost = former.migrations.length > 0 ? [] : withoutPairs(had, migrations);
  if (lost.length > 0 && !emptied) findings.push(leftBehind(lost));
  return { migrations, strays: [...incoming.strays, ...former.strays], findings };
}

const isAboutName = (finding: Finding): boolean => finding.code === 'INVALID_NAME';

function noMigrationsLeft(before: readonly Pair[]): Finding {
  return {
    code: 'INVALID_FOLDER',
    migrations: before.map((pair) => pair.name),
    message: 'The migrations folder holds no migrations any more.',
    fix: 'Put them back, or let "migrations" in migration-gate.json name their folder.',
  };
}

function twoContents(twice: readonly Pair[]): Finding {
  return {
    code: 'INVALID_FOLDER',
    migrations: twice.map((pair) => pair.name),
    message: withNames('One name has two contents in the old and the new folder:', twice),
    fix: 'Delete the old folder, and keep the content that ran.',
  };
}

function leftBehind(lost: readonly Pair[]): Finding {
  return {
    code: 'INVALID_FOLDER',
    migrations: lost.map((pair) => pair.name),
    message: withNames('The migrations folder moves, but these do not move unchanged:', lost),
    fix: 'Move every file (git mv) without editing it; edits come in a later update.',
  };
}

const withNames = (head: string, pairs: readonly Pair[]): string =>
  [head, ...pairs.map((pair) => pair.name)].join('\n');
