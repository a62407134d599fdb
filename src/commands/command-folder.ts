import { relative, resolve } from 'node:path';

/** Where a git command was given, as far as a hook of its can tell. */
export type Given = {
  /** Root of the worktree whose update was refused. */
  readonly root: string;
  /** What git tells its own hooks: the folder below the root; null: not told, or by another git. */
  readonly prefix: string | null;
  /** The folder of the process that started git; null where it cannot be read. */
  readonly parent: string | null;
};

/**
 * The folder in which a git command, repeated word by word, does the same again; null where that
 * cannot be told. The parent's folder is a hint only: `sh -c 'cd shop && git merge x'` becomes git
 * itself, and programs start git in other folders than their own.
 */
export function commandFolder(args: readonly string[], given: Given): string | null {
  const changes = parseFolderChanges(args);
  if (changes === null) return null;
  const { root, prefix, parent } = given;
  if (changes.length === 0) {
    if (prefix !== null) return resolve(root, prefix);
    return parent !== null && isInside(root, parent) ? parent : root;
  }
  if (parent === null) return null;
  return isInside(root, resolve(parent, ...changes)) ? parent : null;
}

/** The folders of `-C`, in order; null where `--git-dir` or `--work-tree` name the repository. */
function parseFolderChanges(args: readonly string[]): string[] | null {
  const changes: string[] = [];
  for (let i = 1; i < args.length; i += 1) {
    const word = args[i] ?? '';
    if (!word.startsWith('-')) break;
    if (/^--(git-dir|work-tree)(=|$)/.test(word)) return null;
    if (word === '-C') changes.push(args[i + 1] ?? '');
    if (TAKES_THE_NEXT.has(word)) i += 1;
  }
  return changes;
}

const TAKES_THE_NEXT = new Set(['-C', '-c', '--config-env', '--namespace', '--super-prefix']);

function isInside(root: string, folder: string): boolean {
  const way = relative(root, folder);
  return way !== '..' && !way.startsWith('../') && resolve(root, way) === resolve(folder);
}
