import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzipSync, gzip } from 'node:zlib';
import { readCacheFiles, writeCacheFile } from './cache-files.ts';

/** An empty engine's, and the last ones: 40 MB each, 5 MB when they are packed. */
const KEEP = 4;
const MOST_BYTES = 64 * 1024 * 1024;

/** The file of the image that was made after the most of these; the latest is the last. */
export async function findImage(
  folder: string,
  chain: readonly string[],
): Promise<{ readonly file: string; readonly after: string } | null> {
  const files = await readCacheFiles(folder, 'image');
  const byHash = new Map(files.map((file) => [basename(file).split(/[-.]/)[1], file]));
  const after = chain.findLast((hash) => byHash.has(hash));
  return after === undefined ? null : { file: byHash.get(after) ?? '', after };
}

/** Null where it is gone or damaged (gzip has a checksum); then it is removed, too. */
export async function readImage(file: string): Promise<Uint8Array | null> {
  try {
    return gunzipSync(await readFile(file));
  } catch {
    await rm(file, { force: true }).catch(() => undefined);
    return null;
  }
}

/** In a thread of its own, while the engine goes on in this one. */
export const packImage = (image: Uint8Array): Promise<Uint8Array> =>
  promisify(gzip)(image, { level: constants.Z_BEST_SPEED });

export async function writeImage(folder: string, hash: string, packed: Uint8Array): Promise<void> {
  if (packed.length > MOST_BYTES) return;
  await writeCacheFile(folder, `image-${hash}.tar.gz`, packed, KEEP);
}
