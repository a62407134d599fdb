import { parseQuotedPath } from '../core/decode-name.ts';
import type { TreeEntry } from '../core/migration.ts';
import type { Git } from './git.ts';

/**
 * The entries of a folder in a tree, with their paths from the root. Where the folder is itself a
 * file, a symlink or a submodule, the one entry has the folder's own path; where it is not there,
 * there are none.
 */
export async function readTree(git: Git, tree: string, folder: string): Promise<TreeEntry[]> {
  // The second path is nearly always there, so that git has something to answer.
  const paths = [folder, 'migration-gate.json'];
  const output = await git.text('ls-tree', '-r', '--full-tree', tree, '--', ...paths);
  const below = `${folder}/`;
  return parseTree(output).filter(({ path }) => path === folder || path.startsWith(below));
}

/** `100644 blob <oid>\tmigrations/001_a.sql\n100644 blob <oid>\t"migrations/caf\351.sql"\n…` */
function parseTree(output: string): TreeEntry[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , oid = ''] = line.slice(0, tab).split(' ');
      return { mode, oid, path: parseQuotedPath(line.slice(tab + 1)) };
    });
}
