import type { GateConfig } from '../config/gate-config.ts';
import { type Baseline, parseBaseline } from '../core/baseline.ts';
import type { TreeEntry } from '../core/migration.ts';
import type { Finding, Folder } from '../core/migrations-folder.ts';
import { decodeSql } from '../core/sql-text.ts';
import type { Git } from '../git/git.ts';
import { readBlobs } from '../git/read-blobs.ts';
import { readTree } from '../git/read-tree.ts';
import { readWorkingFile } from '../git/working-tree.ts';

type Located = Pick<GateConfig, 'baseline'>;

/** A folder, and with it the baseline that its tree's own config names. */
export type Based = Folder & { readonly baseline?: Baseline };

/**
 * Adds the baseline of a tree. One that cannot be used blocks: without it an empty database would
 * begin with a migration that is not the first.
 */
export async function withBaselineAt(
  git: Git,
  tree: string,
  { baseline: path }: Located,
  folder: Folder,
): Promise<Based> {
  if (path === undefined) return folder;
  const entry = (await readTree(git, tree, path)).find((each) => each.path === path);
  return withEntry(git, path, entry, folder);
}

/** The same for the working tree. */
export async function withWorkingBaseline(
  git: Git,
  root: string,
  { baseline: path }: Located,
  folder: Folder,
): Promise<Based> {
  if (path === undefined) return folder;
  return withEntry(git, path, await readWorkingFile(git, root, path), folder);
}

async function withEntry(
  git: Git,
  path: string,
  entry: TreeEntry | undefined,
  folder: Folder,
): Promise<Based> {
  const refuse = (problem: string): Based => ({
    ...folder,
    findings: [...folder.findings, unusable(path, problem)],
  });
  if (entry === undefined) return refuse('is not there');
  if (!entry.mode.startsWith('100')) return refuse('is not a regular file');
  const bytes = (await readBlobs(git, [entry.oid])).get(entry.oid) ?? new Uint8Array();
  const decoded = decodeSql(bytes);
  if (!decoded.ok) return refuse(decoded.problem);
  const said = parseBaseline(decoded.text);
  if (said === null) return refuse('does not begin as migration-gate baseline writes it');
  return { ...folder, baseline: { path, blob: entry.oid, sql: decoded.text, ...said } };
}

/** Its code is that of any file that cannot be used; it names the file. */
const unusable = (path: string, problem: string): Finding => ({
  code: 'INVALID_NAME',
  migrations: [path],
  message: `The baseline ${path} ${problem}.`,
  fix: 'Commit the file, or correct "baseline" in migration-gate.json.',
});
