import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Override } from '../core/override.ts';

/** What is to be done when a ref has really moved: git may still abort after our hook's yes. */
export type OnCommit = {
  readonly ref: string;
  /** The value the ref must have then. */
  readonly oid: string;
  readonly override: Override | null;
  readonly stamp: boolean;
};

/**
 * One small file for each entry, in a folder that is only there while it holds some: the sh hook
 * asks for the folder with a builtin, and two hooks at once never rewrite each other's file.
 */
export async function writeOnCommit(stateDir: string, entry: OnCommit): Promise<void> {
  const folder = join(stateDir, 'on-commit');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${randomUUID()}.json`), JSON.stringify(entry), { mode: 0o600 });
}

/** All entries, each with the means to drop it. */
export async function readOnCommit(
  stateDir: string,
): Promise<{ entry: OnCommit; drop: () => Promise<void> }[]> {
  const folder = join(stateDir, 'on-commit');
  const files = await readdir(folder).catch(() => []);
  return Promise.all(
    files.map(async (file) => ({
      entry: JSON.parse(await readFile(join(folder, file), 'utf8')) as OnCommit,
      drop: () => rm(join(folder, file), { force: true }),
    })),
  );
}

/** Takes the folder away when it is empty; `rmdir` refuses atomically when it is not. */
export async function removeOnCommitFolder(stateDir: string): Promise<void> {
  await rmdir(join(stateDir, 'on-commit')).catch(() => undefined);
}
