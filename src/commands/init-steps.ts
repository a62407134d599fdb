import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withHookBlock } from '../core/hook-block.ts';
import { MANAGED_HOOKS } from '../core/hook-names.ts';
import type { HookWay } from '../core/hook-way.ts';
import { ignorableFiles } from '../core/ignorable-files.ts';
import { ENV_EXAMPLE, withLines, withPrepare } from '../core/init-files.ts';
import { visible } from '../core/visible.ts';
import type { Repository } from '../git/repository.ts';
import { planBeside } from '../installation/beside.ts';
import { gitHooks } from '../installation/places.ts';
import { CONFIG_FILE } from './gate-settings.ts';
import type { ArmingPackage } from './package-folder.ts';

/** A file that `init` will write, and why; `text` is its whole new content, null takes it away. */
export type Step = { readonly file: string; readonly does: string; readonly text: string | null };

/** The migrations folder of a working tree, and what is in it, below as well. */
export type MigrationsFound = { readonly folder: string; readonly files: readonly string[] };

/** What `init` has to write in the working tree; a file that is as it should be gives no step. */
export async function planInit(
  { root }: Repository,
  { folder, files }: MigrationsFound,
  way: HookWay,
  arming: ArmingPackage | null,
): Promise<Step[]> {
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
  const ignore = ignorableFiles(files);
  await add(CONFIG_FILE, describeFolder(folder, ignore), (text) =>
    text === null ? renderConfig(folder, ignore, arming) : null,
  );
  await add('.env.example', 'shows the variables to set', (text) => withLines(text, ENV_EXAMPLE));
  await add('.gitignore', 'keeps .env out of git', (text) => withLines(text, ['.env']));
  if (arming !== null) {
    await add(join(arming.folder, 'package.json'), 'arms every fresh clone (prepare)', (text) =>
      text === null ? null : withPrepare(text),
    );
  }
  if (way.kind === 'husky') {
    for (const hook of MANAGED_HOOKS) {
      const file = `${way.folder}/${hook}`;
      await add(file, 'calls the gate', (text) => withHookBlock(text ?? '', hook));
    }
  }
  return steps;
}

/** Where the hooks go and why there: what `init` says before it asks. */
export async function describeWay(
  repository: Repository,
  way: HookWay,
  repair: string,
): Promise<string> {
  if (way.kind === 'husky') return `and install the hooks with husky (${way.why})`;
  if (way.kind === 'before') {
    return (
      "and set core.hooksPath to the gate's own folder, from which the hooks in\n" +
      `${way.next.path} go on, untouched\n(${way.why})`
    );
  }
  const folder = gitHooks(repository);
  const lines = (await planBeside(folder, repair)).map(({ hook, step }) => {
    const aside = step.do === 'write' && step.aside ? `; yours goes on as ${hook}.user` : '';
    return `  ${hook}${aside}\n`;
  });
  const list = lines.length === 0 ? '  nothing new\n' : lines.join('');
  return `and in ${folder}, before the hooks there\n${list}(${way.why})`;
}

function describeFolder(folder: string, ignore: readonly string[]): string {
  const said = `says that the migrations are in ${folder}/`;
  if (ignore.length === 0) return said;
  const lines = ignore.map((file) => `  ${''.padEnd(24)}   ${visible(file)}`);
  return [`${said}, and that these are none:`, ...lines].join('\n');
}

function renderConfig(
  folder: string,
  ignore: readonly string[],
  arming: ArmingPackage | null,
): string {
  const from = arming === null || arming.folder === '' ? '.' : `./${arming.folder}`;
  const schema = `${from}/node_modules/migration-gate/dist/schema/config.schema.json`;
  const config = {
    ...(arming === null ? {} : { $schema: schema }),
    migrations: folder,
    ...(ignore.length === 0 ? {} : { ignore }),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
