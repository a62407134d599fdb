/** One line of `git diff --name-status --no-renames`. */
export type PathChange = { readonly status: string; readonly path: string };

/**
 * Whether two changes of one tree can come in each other's way in git: they touch one path, a file
 * of one is a folder of the other, or one adds where the other takes away, which git may take for
 * a folder that was renamed. Where not, merging both cannot conflict.
 */
export function mayConflict(a: readonly PathChange[], b: readonly PathChange[]): boolean {
  return touches(a, b) || touches(b, a);
}

function touches(a: readonly PathChange[], b: readonly PathChange[]): boolean {
  const paths = new Set(a.map(({ path }) => path));
  const emptied = new Set(
    a.filter(({ status }) => status === 'D').flatMap(({ path }) => foldersOf(path)),
  );
  return b.some(({ status, path }) => {
    const folders = foldersOf(path);
    if (paths.has(path) || folders.some((folder) => paths.has(folder))) return true;
    return status === 'A' && folders.some((folder) => emptied.has(folder));
  });
}

/** `a/b/c.sql` is in `a` and in `a/b`; what lies at the root is in no folder. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}
