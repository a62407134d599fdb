import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a target's database id into the working tree's `migration-gate.json`, by an atomic
 * rename; false where there is no such file, or it names an id already.
 */
export async function writePin(root: string, target: string, id: string): Promise<boolean> {
  const file = join(root, 'migration-gate.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return false;
  const config = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (config.targets?.[target]?.id !== undefined) return false;
  const targets = { ...config.targets, [target]: { id, ...config.targets?.[target] } };
  await writeFile(`${file}.new`, `${JSON.stringify({ ...config, targets }, null, 2)}\n`);
  await rename(`${file}.new`, file);
  return true;
}
