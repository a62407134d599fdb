import { parseGitWords } from './git-words.ts';

/** Where a git command was given, as far as its process shows it. All paths are absolute. */
export type Given = {
  /** The folder that git itself is in: the root of the worktree, once it has found that. */
  readonly landed: string;
  /** GIT_PREFIX, which git then tells its children: where below the root it was; null: not told. */
  readonly prefix: string | null;
  /** Where it may have been started: the folder of its parent, and $PWD. Hints only. */
  readonly started: readonly string[];
};

/**
 * The folder in which a git command, repeated word by word, does the same again; null where that
 * cannot be told. A hint counts only where the command leads from it to where git is: in
 * `sh -c 'cd shop && git merge x'` the shell becomes git itself, and programs start git in other
 * folders than their own.
 */
export function commandFolder(args: readonly string[], given: Given): string | null {
  const { folders, elsewhere } = parseGitWords(args);
  if (elsewhere) return null;
  const { landed, prefix, started } = given;
  const end = resolvePath(landed, prefix ?? '');
  if (folders.length === 0 && prefix !== null) return end;
  return started.find((folder) => resolvePath(folder, ...folders) === end) ?? null;
}

/** Whether the command, given in that folder, works at the root or below it. */
export function worksInside(root: string, args: readonly string[], folder: string): boolean {
  const { folders, elsewhere } = parseGitWords(args);
  const end = resolvePath(folder, ...folders);
  return !elsewhere && (end === root || end.startsWith(`${root.replace(/\/$/, '')}/`));
}

/** `/a/../c/d` of `/a`, `../c`, `d`; as a POSIX system reads it, symbolic links aside. */
export function resolvePath(...paths: readonly string[]): string {
  const parts: string[] = [];
  for (const path of paths) {
    if (path.startsWith('/')) parts.length = 0;
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}
