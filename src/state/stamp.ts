import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Replaces the file that hooks/ours.sh reads, as a whole: a hook never sees half of it. What a hook
 * found out by the one before (hooks/unchanged.sh) goes with it.
 */
export async function writeStamp(folder: string, lines: readonly string[]): Promise<void> {
  const file = join(folder, 'stamp');
  // Two hooks at once may write it.
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, lines.map((line) => `${line}\n`).join(''));
  await rename(fresh, file);
  await rm(join(folder, 'unchanged'), { force: true });
}
