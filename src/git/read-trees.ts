import { decodeName } from '../core/decode-name.ts';
import type { TreeEntry } from '../core/migration.ts';
import type { Git } from './git.ts';

type Entries = readonly TreeEntry[];

/** What stands at the path of a folder: its tree; nothing; no folder; or git cannot tell. */
export type FolderTree =
  | { readonly kind: 'tree'; readonly oid: string }
  | { readonly kind: 'absent' | 'no-folder' | 'not-here' };

/**
 * The tree of a folder in each commit, one git process for each level of it. It is walked from the
 * root, because git says `missing` of a path that is not there and of an object that is not.
 */
export async function readFolderTrees(
  git: Git,
  asked: readonly { readonly commit: string; readonly folder: string }[],
): Promise<FolderTree[]> {
  let found = asked.map(({ commit }): FolderTree => ({ kind: 'tree', oid: `${commit}^{tree}` }));
  const deepest = Math.max(0, ...asked.map(({ folder }) => folder.split('/').length));
  for (let level = 0; level < deepest; level += 1) {
    const partOf = (i: number): string | undefined => asked[i]?.folder.split('/')[level];
    const open = found.flatMap((at, i) =>
      at.kind === 'tree' && partOf(i) !== undefined ? [at.oid] : [],
    );
    const trees = await readEach(git, [...new Set(open)]);
    found = found.map((at, i) => {
      const part = partOf(i);
      return at.kind !== 'tree' || part === undefined ? at : stepInto(trees.get(at.oid), part);
    });
  }
  return found;
}

function stepInto(entries: Entries | undefined, part: string): FolderTree {
  if (entries === undefined) return { kind: 'not-here' };
  const entry = entries.find(({ path }) => path === part);
  if (entry === undefined) return { kind: 'absent' };
  return isFolder(entry) ? { kind: 'tree', oid: entry.oid } : { kind: 'no-folder' };
}

/**
 * Every file of many trees, with its path from the tree: one git process for each level of folders,
 * however many trees there are. null for one that is not here whole.
 */
export async function readTrees(
  git: Git,
  trees: readonly string[],
): Promise<Map<string, Entries | null>> {
  const known = new Map<string, Entries>();
  const asked = new Set<string>();
  let level = [...new Set(trees)];
  while (level.length > 0) {
    for (const oid of level) asked.add(oid);
    for (const [oid, entries] of await readEach(git, level)) known.set(oid, entries);
    const below = level.flatMap((oid) => known.get(oid) ?? []).filter(isFolder);
    level = [...new Set(below.map(({ oid }) => oid))].filter((oid) => !asked.has(oid));
  }
  return new Map(trees.map((oid) => [oid, filesOf(oid, known)]));
}

const isFolder = ({ mode }: TreeEntry): boolean => mode === '40000';

function filesOf(tree: string, known: ReadonlyMap<string, Entries>): Entries | null {
  const entries = known.get(tree);
  if (entries === undefined || !entries.some(isFolder)) return entries ?? null;
  const files: TreeEntry[] = [];
  for (const entry of entries) {
    if (!isFolder(entry)) files.push(entry);
    else {
      const below = filesOf(entry.oid, known);
      if (below === null) return null;
      for (const file of below) files.push({ ...file, path: `${entry.path}/${file.path}` });
    }
  }
  return files;
}

/**
 * The entries of each tree; one that is not here is absent:
 * `<oid> tree <size>\n<bytes>\n`, or `<name> missing\n`, in the order of the names.
 */
async function readEach(git: Git, names: readonly string[]): Promise<Map<string, Entries>> {
  const trees = new Map<string, Entries>();
  const known = new Map<string, TreeEntry>();
  if (names.length === 0) return trees;
  const answer = await git.catFile('--batch', names);
  let at = 0;
  for (const name of names) {
    const end = answer.indexOf(10, at);
    const [oid = '', type, size] = answer.subarray(at, end).toString().split(' ');
    at = end + 1;
    if (type !== 'tree') continue;
    trees.set(name, parseTree(answer.subarray(at, at + Number(size)), oid.length / 2, known));
    at += Number(size) + 1;
  }
  return trees;
}

/**
 * `100644 001_a.sql\0<20 bytes>40000 old\0<20 bytes>…`: the oid as bytes, 32 of them in SHA-256.
 *
 * @param known entries by their bytes: the trees of many branches are nearly the same
 */
function parseTree(bytes: Buffer, oidLength: number, known: Map<string, TreeEntry>): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const nul = bytes.indexOf(0, at);
    const raw = bytes.toString('latin1', at, nul + 1 + oidLength);
    const entry = known.get(raw) ?? parseEntry(raw);
    known.set(raw, entry);
    entries.push(entry);
    at += raw.length;
  }
  return entries;
}

function parseEntry(raw: string): TreeEntry {
  const space = raw.indexOf(' ');
  const nul = raw.indexOf('\0');
  return {
    mode: raw.slice(0, space),
    path: decodeName(raw.slice(space + 1, nul)),
    oid: Buffer.from(raw.slice(nul + 1), 'latin1').toString('hex'),
  };
}
