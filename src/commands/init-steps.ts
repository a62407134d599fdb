import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withHookBlock } from '../core/hook-block.ts';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import { ENV_EXAMPLE, withLines, withPrepare } from '../core/init-files.ts';
import type { Repository } from '../git/repository.ts';
import { CONFIG_FILE } from './gate-settings.ts';

/** A file that `init` will write, and why; `text` is its whole new content, null takes it away. */
export type Step = { readonly file: string; readonly does: string; readonly text: string | null };

/** What `init` has to write here; a file that is as it should be gives no step. */
export async function planInit({ root }: Repository, folder: string): Promise<Step[]> {
  const read = (file: string): Promise<string | null> =>
    readFile(join(root, file), 'utf8').catch(() => null);
  const steps: Step[] = [];
  const add = async (
    file: string,
    does: string,
    change: (text: string | null) => string | null,
  ): Promise<void> => {
    const before = await read(file);
    const text = change(before);
    if (text !== null && text !== before) steps.push({ file, does, text });
  };
  await add(CONFIG_FILE, `says that the migrations are in ${folder}/`, (text) =>
    text === null ? renderConfig(folder) : null,
  );
  await add('.env.example', 'shows the variables to set', (text) => withLines(text, ENV_EXAMPLE));
  await add('.gitignore', 'keeps .env out of git', (text) => withLines(text, ['.env']));
  await add('package.json', 'arms every fresh clone (prepare)', (text) =>
    text === null ? null : withPrepare(text),
  );
  for (const hook of MANAGED_HOOKS) {
    await add(`.husky/${hook}`, 'calls the gate', (text) => withHookBlock(text ?? '', hook));
  }
  return steps;
}

function renderConfig(folder: string): string {
  const config = {
    $schema: './node_modules/migration-gate/dist/schema/config.schema.json',
    migrations: folder,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
