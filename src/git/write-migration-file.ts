import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Git } from './git.ts';

/** The bytes of one file below the root, or why it is not to be touched; null: nothing is there. */
export type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  /** A clause to follow the path: `is a symbolic link`. */
  | { readonly kind: 'unsafe'; readonly path: string; readonly problem: string };

/**
 * What stands at a path of the working tree. Every folder on the way must be a real one: through
 * a symbolic link one would write outside.
 */
export async function readPlace(root: string, path: string): Promise<Found> {
  const parts = path.split('/');
  for (let i = 1; i < parts.length; i += 1) {
    const folder = parts.slice(0, i).join('/');
    const own = await lstat(join(root, folder)).catch(orAbsent);
    if (own === null) return { kind: 'absent' };
    if (!own.isDirectory()) return { kind: 'unsafe', path: folder, problem: kindOf(own) };
  }
  const own = await lstat(join(root, path)).catch(orAbsent);
  if (own === null) return { kind: 'absent' };
  if (!own.isFile()) return { kind: 'unsafe', path, problem: kindOf(own) };
  return { kind: 'file', bytes: await readFile(join(root, path)) };
}

/** Makes a file that is not there yet; throws EEXIST where it is, a dangling link included. */
export async function writeNewFile(root: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes, { flag: 'wx' });
}

/** The blob id that git gives a file of the working tree, with the filters of .gitattributes. */
export function readBlobId(git: Git, path: string): Promise<string> {
  return git.line('hash-object', '--', path);
}

/** The blob id of bytes as they are: SHA-1, or SHA-256 where the repository has that. */
export function blobIdOf(bytes: Uint8Array, length: number): string {
  const hash = createHash(length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

type Kind = { isSymbolicLink(): boolean; isDirectory(): boolean; isFile(): boolean };

function kindOf(own: Kind): string {
  if (own.isSymbolicLink()) return 'is a symbolic link';
  return own.isDirectory() ? 'is a folder' : 'is no regular file';
}

function orAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
