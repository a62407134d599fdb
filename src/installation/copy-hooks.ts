import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeProgram } from './write-program.ts';

/** The package's own hooks/, beside dist/ and src/. */
const HOOKS = fileURLToPath(new URL('../../hooks/', import.meta.url));

/** What init leaves in the folder besides the copies. */
const WRITTEN = ['installed', 'stamp', 'next.json'];

/**
 * Copies our sh hooks, so that an update that is not ours passes even without node_modules.
 * @param installed the file of that name, which the hooks source
 */
export async function copyHooks(folder: string, installed: string): Promise<void> {
  const names = await readdir(HOOKS);
  for (const name of names)
    await writeProgram(join(folder, name), await readFile(join(HOOKS, name)));
  await writeProgram(join(folder, 'installed'), Buffer.from(installed));
  for (const name of await readdir(folder)) {
    if (!names.includes(name) && !WRITTEN.includes(name))
      await rm(join(folder, name), { force: true });
  }
}
