import { shellQuote } from './shell-quote.ts';

/** What FILE_FAILED says. */
type FileFacts = { readonly path: string; readonly problem: string; readonly fix: string };

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left there',
  EDQUOT: 'no space is left there',
};

/**
 * What a person can mend of a file that cannot be read or written; null: it is another error. The
 * usual case is a git that once ran as root, or in a container: the clone's own records are then
 * another user's, and nobody else may read them.
 */
export function describeFileError(error: unknown): FileFacts | null {
  const { code, path } = Object(error) as { readonly code?: unknown; readonly path?: unknown };
  const problem = typeof code === 'string' ? PROBLEMS[code] : undefined;
  if (problem === undefined || typeof path !== 'string') return null;
  if (problem !== 'permission denied') return { path, problem, fix: 'Mend that, and repeat.' };
  // The records are of one folder, and mostly all of one user.
  const whose = /^.*\.git\/migration-gate(?=\/)/.exec(path)?.[0] ?? path;
  return { path, problem, fix: `sudo chown -R "$(id -un)" ${shellQuote(whose)}` };
}
