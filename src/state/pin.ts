import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a target's database id into the working tree's `migration-gate.json`, by an atomic
 * rename; false where there is no such file, or it names an id already.
 */
export async function writePin(root: string, target: string, id: string): Promise<boolean> {
  return changeConfig(root, (config) => {
    if (config.targets?.[target]?.id !== undefined) return null;
    const targets = { ...config.targets, [target]: { id, ...config.targets?.[target] } };
    return { ...config, targets };
  });
}

/** The same for the place of the baseline. */
export async function writeBaselinePath(root: string, baseline: string): Promise<boolean> {
  return changeConfig(root, (config) =>
    config.baseline === undefined ? { ...config, baseline } : null,
  );
}

type Config = {
  readonly targets?: Readonly<Record<string, { readonly id?: string } | undefined>>;
  readonly baseline?: string;
};

async function changeConfig(
  root: string,
  change: (config: Config) => Config | null,
): Promise<boolean> {
  const file = join(root, 'migration-gate.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return false;
  const changed = change(JSON.parse(text.replace(/^\uFEFF/, '')));
  if (changed === null) return false;
  await writeFile(`${file}.new`, `${JSON.stringify(changed, null, 2)}\n`);
  await rename(`${file}.new`, file);
  return true;
}
