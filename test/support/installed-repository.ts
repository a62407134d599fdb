import { existsSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { stampHooks } from '../../src/commands/stamp-hooks.ts';
import { readRepository } from '../../src/git/repository.ts';
import { copyRepository } from './copy-repository.ts';
import { freshRepository, type Repository } from './repository.ts';
import { type SetupOptions, setupFiles } from './repository-files.ts';

/**
 * A repository whose hooks are armed, as `freshRepository({ installed: true })` gives one, in a
 * fraction of the time: `init` ran once, for the template that this is a copy of. HEAD is main.
 */
export async function installedRepository(options: SetupOptions): Promise<Repository> {
  const repository = copyRepository(await armedTemplate());
  const config = setupFiles(repository.path, options)['migration-gate.json'];
  if (config !== undefined) {
    repository.write('migration-gate.json', config);
    await repository.gitOk('add', 'migration-gate.json');
    // Past the hooks, which would only be slower, for it brings no migration.
    const past = ['-c', 'core.hooksPath=/dev/null'];
    await repository.gitOk(...past, 'commit', '--quiet', '--message', 'Configure the gate');
    await stampHooks(await readRepository(repository.path));
  }
  return repository;
}

/** Made by whichever test comes first; of two at the same moment one throws its own away. */
async function armedTemplate(): Promise<string> {
  const link = join(inject('runFolder'), 'armed');
  if (existsSync(link)) return readlinkSync(link);
  const made = await freshRepository({ installed: true });
  try {
    symlinkSync(dirname(made.path), link);
  } catch {
    await made[Symbol.asyncDispose]();
  }
  return readlinkSync(link);
}
