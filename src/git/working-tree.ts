import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isUtf8 } from '../core/decode-name.ts';
import type { TreeEntry } from '../core/migration.ts';
import type { Git } from './git.ts';

/**
 * The files of a folder in the working tree as git would store them now: `hash-object -w` applies
 * the filters of .gitattributes and keeps the content where `cat-file` finds it, so that the daily
 * loop reads files exactly as the gate reads commits. Nothing is staged.
 */
export async function readWorkingTree(
  git: Git,
  root: string,
  folder: string,
): Promise<TreeEntry[]> {
  const own = await lstat(join(root, folder)).catch(() => null);
  if (own === null) return [];
  if (!own.isDirectory()) {
    return [{ mode: own.isSymbolicLink() ? '120000' : '100644', oid: '', path: folder }];
  }
  const found = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const entries = found
    // git keeps no pipe, socket or device, and would wait for one.
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => ({
      mode: entry.isSymbolicLink() ? '120000' : '100644',
      path: join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    }));
  // The others are no migrations, and git cannot be given their names.
  const files = entries.filter(
    ({ mode, path }) => mode === '100644' && !path.includes('\n') && isUtf8(path),
  );
  const oids = await hashFiles(
    git,
    files.map((file) => file.path),
  );
  const byPath = new Map(files.map((file, i) => [file.path, oids[i] ?? '']));
  return entries.map((entry) => ({ ...entry, oid: byPath.get(entry.path) ?? '' }));
}

/** One file, as git would store it now; undefined where there is none. */
export async function readWorkingFile(
  git: Git,
  root: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const own = await lstat(join(root, path)).catch(() => null);
  if (own === null) return undefined;
  if (!own.isFile()) return { mode: own.isSymbolicLink() ? '120000' : '040000', oid: '', path };
  const [oid = ''] = await hashFiles(git, [path]);
  return { mode: '100644', oid, path };
}

/** git has no option that reads NUL-separated paths here, so they go as arguments, in lots. */
async function hashFiles(git: Git, paths: readonly string[]): Promise<string[]> {
  const oids: string[] = [];
  for (let at = 0; at < paths.length; at += 500) {
    const lot = paths.slice(at, at + 500);
    oids.push(...(await git.line('hash-object', '-w', '--', ...lot)).split('\n'));
  }
  return oids;
}
