import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What is to be done when a ref has really moved: git may still abort after our hook's yes. */
const schema = z.object({
  ref: z.string(),
  /** The value the ref must have then. */
  oid: z.string(),
  override: z
    .object({
      reason: z.string(),
      by: z.string(),
      at: z.string(),
      ref: z.string().nullable(),
      commit: z.string().nullable(),
      pairs: z.array(z.object({ name: z.string(), blob: z.string() })).readonly(),
    })
    .nullable(),
  stamp: z.boolean(),
});
export type OnCommit = z.output<typeof schema>;

/**
 * One small file for each entry, in a folder that is only there while it holds some: the sh hook
 * asks for the folder with a builtin, and two hooks at once never rewrite each other's file. It
 * comes into the folder whole, and another hook may take the empty folder away at any time.
 */
export async function writeOnCommit(stateDir: string, entry: OnCommit): Promise<void> {
  const folder = join(stateDir, 'on-commit');
  const name = `${randomUUID()}.json`;
  await mkdir(stateDir, { recursive: true });
  await writeFile(join(stateDir, name), JSON.stringify(entry), { mode: 0o600 });
  for (let attempt = 1; ; attempt += 1) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      return await rename(join(stateDir, name), join(folder, name));
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** An entry, how old it is, and the means to drop it. */
export type Waiting = {
  readonly entry: OnCommit;
  readonly ageMs: number;
  readonly drop: () => Promise<void>;
};

/** All entries; one that another hook has just dropped is not among them. */
export async function readOnCommit(stateDir: string, now: string): Promise<Waiting[]> {
  const folder = join(stateDir, 'on-commit');
  const files = await readdir(folder).catch(() => []);
  const read = files.map(async (file): Promise<Waiting[]> => {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return [];
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
    const drop = (): Promise<void> => rm(path, { force: true });
    const entry = parseEntry(text);
    if (entry !== null) return [{ entry, ageMs: Date.parse(now) - mtimeMs, drop }];
    await drop();
    return [];
  });
  return (await Promise.all(read)).flat();
}

/**
 * null: a machine that went down has left half of it, or nothing. What it was to record is found
 * afterwards, as what came in without the gate; and nobody is blocked for it.
 */
function parseEntry(text: string): OnCommit | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Drops what waits for this very move: another attempt at it is under way. */
export async function dropOnCommit(stateDir: string, ref: string, oid: string): Promise<void> {
  for (const { entry, drop } of await readOnCommit(stateDir, new Date(0).toISOString())) {
    if (entry.ref === ref && entry.oid === oid) await drop();
  }
}

/** Takes the folder away when it is empty; `rmdir` refuses atomically when it is not. */
export async function removeOnCommitFolder(stateDir: string): Promise<void> {
  await rmdir(join(stateDir, 'on-commit')).catch(() => undefined);
}
