import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The SQL files of a folder as it lies on the disk, committed or not, by their path below it; none
 * where there is no such folder. Only names are read, so no git process is needed.
 */
export async function readFolderNames(root: string, folder: string): Promise<string[]> {
  const path = join(root, folder);
  const own = await lstat(path).catch(() => null);
  if (!own?.isDirectory()) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.sql$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .map((name) => name.replaceAll('\\', '/'));
}
