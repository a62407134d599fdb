import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';

/** How a file stood before it was renamed. */
export type RenamedFile =
  /** `staged`: the index has the new name with the new content; else only the new name. */
  { readonly tracked: true; readonly staged: boolean } | { readonly tracked: false };

/**
 * Renames a file of the working tree, by `git mv` where git tracks it, and changes its text, one
 * character for each byte. What the index did not have before is not staged now either.
 */
export async function renameFile(
  git: Git,
  root: string,
  { from, to }: { readonly from: string; readonly to: string },
  change: (bytes: string) => string,
): Promise<RenamedFile> {
  // `100644 <oid> 0\tmigrations/001_a.sql`
  const index = /^\d+ ([0-9a-f]+) 0\t/.exec(await git.text('ls-files', '--stage', '--', from));
  const tracked = index !== null;
  const clean = tracked && index[1] === (await git.line('hash-object', '--', from));
  if (tracked) await git.change('mv', '--', from, to);
  else await rename(join(root, from), join(root, to));
  const before = await readFile(join(root, to), 'latin1');
  const after = change(before);
  if (after !== before) await writeFile(join(root, to), after, 'latin1');
  if (clean && after !== before) await git.change('add', '--', to);
  return tracked ? { tracked, staged: clean } : { tracked };
}
