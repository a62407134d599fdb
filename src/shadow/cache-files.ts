import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files of one kind: `steps-<hash>.jsonl`, the newest first. None where there is no folder. */
export async function readCacheFiles(folder: string, kind: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.startsWith(`${kind}-`) && !name.endsWith('.new'));
  const aged = await Promise.all(
    files.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  return aged.sort((a, b) => b.at - a.at).map(({ name }) => join(folder, name));
}

/**
 * Writes one by rename, so that nobody reads half of it, and keeps the newest of its kind. What
 * cannot be written costs time the next time, and nothing else.
 */
export async function writeCacheFile(
  folder: string,
  name: string,
  content: string | Uint8Array,
  keep: number,
): Promise<void> {
  const fresh = join(folder, `${name}.${randomUUID()}.new`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(fresh, content);
    await rename(fresh, join(folder, name));
    const kind = name.slice(0, name.indexOf('-'));
    const old = (await readCacheFiles(folder, kind)).slice(keep);
    await Promise.all(old.map((file) => rm(file, { force: true })));
    await removeLeftOvers(folder);
  } catch {
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}

/** What a process that was killed left half written, an hour ago. */
async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.new'))) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file);
    if (mtimeMs < Date.now() - 3_600_000) await rm(file, { force: true });
  }
}
