import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../core/shell-quote.ts';

/**
 * What starts the tool where a message is read. Never a form that can download: in a worktree
 * without node_modules npx would ask the registry for the name, so it is pointed at the main one.
 */
export function invocation(root: string, mainRoot: string): string {
  const installed = (folder: string): boolean =>
    existsSync(join(folder, 'node_modules', '.bin', 'migration-gate'));
  // npx runs a package's own bin inside the package itself: this very repository.
  const isItself =
    existsSync(join(root, 'src', 'cli.ts')) && existsSync(join(root, 'dist', 'cli.js'));
  if (installed(root) || isItself) return 'npx --no migration-gate';
  if (installed(mainRoot)) return `npx --no --prefix ${quoted(mainRoot)} migration-gate`;
  return 'migration-gate';
}

/** Always in quotes: a path is easier to see, and to copy whole, with them. */
const quoted = (path: string): string =>
  shellQuote(path).startsWith("'") ? shellQuote(path) : `'${path}'`;
