import { parseQuotedPath } from '../core/decode-name.ts';
import type { TreeEntry } from '../core/migration.ts';
import type { Git } from './git.ts';

/**
 * The entries of a folder in a tree, with their paths from the root. Where the folder is itself a
 * file, a symlink or a submodule, the one entry has the folder's own path; where it is not there,
 * there are none.
 */
export async function readTree(
  git: Git,
  tree: string,
  folder: string,
): Promise<readonly TreeEntry[]> {
  return below(await listBeside(git, tree, folder), folder);
}

/**
 * The entry of a file beside a folder, as `readTree` gives them: what is asked of that folder in
 * the same tree costs no other git process.
 */
export async function readTreeBeside(
  git: Git,
  tree: string,
  file: string,
  folder: string,
): Promise<readonly TreeEntry[]> {
  if (file !== BESIDE) return readTree(git, tree, file);
  return below(await listBeside(git, tree, folder), file);
}

const BESIDE = 'migration-gate.json';

function below(entries: readonly TreeEntry[], folder: string): readonly TreeEntry[] {
  const start = `${folder}/`;
  const found: TreeEntry[] = [];
  for (const entry of entries)
    if (entry.path.startsWith(start) || entry.path === folder) found.push(entry);
  return found;
}

/** What an object holds never changes, so each is asked about once. */
const asked = new WeakMap<Git, Map<string, Promise<readonly TreeEntry[]>>>();

function listBeside(git: Git, tree: string, folder: string): Promise<readonly TreeEntry[]> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(tree)) return list(git, tree, folder);
  const answers = asked.get(git) ?? new Map<string, Promise<readonly TreeEntry[]>>();
  asked.set(git, answers);
  const key = `${tree}:${folder}`;
  const answer = answers.get(key) ?? list(git, tree, folder);
  answers.set(key, answer);
  return answer;
}

async function list(git: Git, tree: string, folder: string): Promise<readonly TreeEntry[]> {
  const paths = folder === BESIDE ? [BESIDE] : [folder, BESIDE];
  return parseTree(await git.text('ls-tree', '-r', '--full-tree', tree, '--', ...paths));
}

const FILE = '100644';

/** `100644 blob <oid>\tmigrations/001_a.sql\n100644 blob <oid>\t"migrations/caf\351.sql"\n…` */
function parseTree(output: string): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < output.length; ) {
    // A mode has six digits always; here are no trees (`-r`), only `blob` and `commit`.
    const kind = at + 6;
    const tab = output.indexOf('\t', kind);
    const end = output.indexOf('\n', tab);
    const oid = output.slice(output.indexOf(' ', kind + 1) + 1, tab);
    const path = parseQuotedPath(output.slice(tab + 1, end));
    // One text for nearly all of them.
    const mode = output.startsWith(FILE, at) ? FILE : output.slice(at, kind);
    entries.push({ mode, oid, path });
    at = end + 1;
  }
  return entries;
}
