import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../core/shell-quote.ts';
import { readRepository } from '../git/repository.ts';

/**
 * What starts the tool where a message is read. Never a form that can download: in a worktree
 * without node_modules npx would ask the registry for the name, so it is pointed at the main one.
 */
export function invocation(root: string, mainRoot: string): string {
  const installed = (folder: string): boolean =>
    existsSync(join(folder, 'node_modules', '.bin', 'migration-gate'));
  // npx runs a package's own bin inside the package itself: this very repository.
  if (installed(root) || isItself(root)) return 'npx --no migration-gate';
  if (installed(mainRoot)) return `npx --no --prefix ${quoted(mainRoot)} migration-gate`;
  return 'migration-gate';
}

/** The same, for a message that is read anywhere: git prints the reason of a worktree's lock. */
export function invocationAnywhere(mainRoot: string): string {
  const there = existsSync(join(mainRoot, 'node_modules', '.bin', 'migration-gate'));
  return there || isItself(mainRoot)
    ? `npx --no --prefix ${quoted(mainRoot)} migration-gate`
    : 'migration-gate';
}

/** The same for a folder that may be in no repository at all, where an error is told. */
export async function invocationHere(folder: string): Promise<string> {
  try {
    const { root, mainRoot } = await readRepository(folder);
    return invocation(root, mainRoot);
  } catch {
    return 'migration-gate';
  }
}

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
