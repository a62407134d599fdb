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
  const output = await git.text('ls-tree', '-r', '-z', '--full-tree', tree, '--', ...paths);
  const below = `${folder}/`;
  return parseTree(output).filter(({ path }) => path === folder || path.startsWith(below));
}

/** `100644 blob <oid>\tmigrations/001_a.sql\0100644 blob …` */
function parseTree(output: string): TreeEntry[] {
  return output
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , oid = ''] = line.slice(0, tab).split(' ');
      return { mode, oid, path: line.slice(tab + 1) };
    });
}
