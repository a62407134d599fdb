import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FILE = 'looked-at.json';

const schema = z.record(z.string(), z.string());

/**
 * The commit that each ref had when it was last searched for what came in with the hooks off: a
 * search need not look again at one that has not moved. Whatever cannot be read is looked at.
 */
export async function readLookedAt(stateDir: string): Promise<Record<string, string>> {
  try {
    return schema.parse(JSON.parse(await readFile(join(stateDir, FILE), 'utf8')));
  } catch {
    return {};
  }
}

/** Adds to it, and replaces the file as a whole. */
export async function writeLookedAt(
  stateDir: string,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const file = join(stateDir, FILE);
  const all = { ...(await readLookedAt(stateDir)), ...more };
  await mkdir(stateDir, { recursive: true });
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, JSON.stringify(all), { mode: 0o600 });
  await rename(fresh, file);
}
