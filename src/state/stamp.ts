import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Replaces the file that hooks/ours.sh reads, as a whole: a hook never sees half of it. */
export async function writeStamp(folder: string, lines: readonly string[]): Promise<void> {
  const file = join(folder, 'stamp');
  await writeFile(`${file}.new`, lines.map((line) => `${line}\n`).join(''));
  await rename(`${file}.new`, file);
}
