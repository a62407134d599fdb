import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file as a whole, so that a hook never finds half of it or none. */
export async function writeProgram(path: string, bytes: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  await writeFile(beside, bytes, typeof bytes === 'string' ? 'latin1' : undefined);
  await chmod(beside, 0o755);
  await rename(beside, path);
}
