import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../core/shell-quote.ts';
import { readRepository } from '../git/repository.ts';

/**
 * What starts the tool where a message is read. Never a form that can download: in a worktree
 * without node_modules npx would ask the registry for the name, so it is pointed at the main one.
 * @param script the program that runs: in a monorepo it is a package's own
 */
export function invocation(root: string, mainRoot: string, script = ''): string {
  // npx runs a package's own bin inside the package itself: this very repository.
  if (isInstalled(root) || isItself(root)) return 'npx --no migration-gate';
  const folder = isInstalled(mainRoot) ? mainRoot : installedIn(root, mainRoot, script);
  return folder === null ? 'migration-gate' : `npx --no --prefix ${quoted(folder)} migration-gate`;
}

/** The folder in this clone whose node_modules has the program that runs; null: none has. */
export function installedIn(root: string, mainRoot: string, script: string): string | null {
  const at = script.indexOf('/node_modules/');
  const folder = at < 0 ? '' : script.slice(0, at);
  return [root, mainRoot].some((here) => `${folder}/`.startsWith(`${here}/`)) ? folder : null;
}

/** The same, for a message that is read anywhere: git prints the reason of a worktree's lock. */
export function invocationAnywhere(mainRoot: string): string {
  const there = existsSync(join(mainRoot, 'node_modules', '.bin', 'migration-gate'));
  return there || isItself(mainRoot)
    ? `npx --no --prefix ${quoted(mainRoot)} migration-gate`
    : 'migration-gate';
}

/** The same for a folder that may be in no repository at all, where an error is told. */
export async function invocationHere(folder: string, script: string): Promise<string> {
  try {
    const { root, mainRoot } = await readRepository(folder);
    return invocation(root, mainRoot, script);
  } catch {
    return 'migration-gate';
  }
}

const isInstalled = (folder: string): boolean =>
  existsSync(join(folder, 'node_modules', '.bin', 'migration-gate'));

/** Always in quotes: a path is easier to see, and to copy whole, with them. */
const quoted = (path: string): string =>
  shellQuote(path).startsWith("'") ? shellQuote(path) : `'${path}'`;

function isItself(root: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return (manifest as { name?: unknown }).name === 'migration-gate';
  } catch {
    return false;
  }
}
