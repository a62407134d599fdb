import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

/**
 * Writes a script that only this user may read; false where there is a file of that name already,
 * unless it may be replaced.
 */
export async function writeScript(file: string, text: string, replace: boolean): Promise<boolean> {
  if (replace) {
    const fresh = `${file}.${randomUUID()}`;
    await writeFile(fresh, text, { mode: 0o600, flag: 'wx' });
    await rename(fresh, file);
    return true;
  }
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** To standard output, byte by byte: what is printed for people has control characters escaped. */
export async function printScript(text: string): Promise<void> {
  const stream = createWriteStream('', { fd: 1, autoClose: false });
  stream.end(text);
  await finished(stream);
}
