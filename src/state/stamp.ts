import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Replaces the file that hooks/ours.sh reads, as a whole: a hook never sees half of it. */
export async function writeStamp(folder: string, lines: readonly string[]): Promise<void> {
  const file = join(folder, 'stamp');
  // Two hooks at once may write it.
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, lines.map((line) => `${line}\n`).join(''));
  await rename(fresh, file);
}
