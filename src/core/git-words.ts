/** A git command line, as git itself reads it: its own options, then the command and its words. */
export type GitWords = {
  /** The folders of `-C`, in order. */
  readonly folders: readonly string[];
  /** Whether `--git-dir`, `--work-tree`, `--bare` or `--namespace` name another repository. */
  readonly elsewhere: boolean;
  /** `merge`; '' where there is none. */
  readonly command: string;
  /** What follows the command. */
  readonly rest: readonly string[];
};

/** Options of git itself whose value may be the next word. */
const TAKES_THE_NEXT = [
  '-C',
  '-c',
  '--attr-source',
  '--config-env',
  '--git-dir',
  '--namespace',
  '--super-prefix',
  '--work-tree',
];

/** `merge feature` of `git -c a=b -C shop merge feature`, and of `git-merge feature`. */
export function parseGitWords(args: readonly string[]): GitWords {
  const dashed = /(?:^|\/)git-([\w-]+)$/.exec(args[0] ?? '')?.[1];
  if (dashed !== undefined) {
    return { folders: [], elsewhere: false, command: dashed, rest: args.slice(1) };
  }
  const folders: string[] = [];
  let elsewhere = false;
  let at = 1;
  for (; args[at]?.startsWith('-'); at += 1) {
    const word = args[at] ?? '';
    if (/^--(git-dir|work-tree|namespace|bare)(=|$)/.test(word)) elsewhere = true;
    if (!TAKES_THE_NEXT.includes(word)) continue;
    at += 1;
    if (word === '-C') folders.push(args[at] ?? '');
  }
  return { folders, elsewhere, command: args[at] ?? '', rest: args.slice(at + 1) };
}

/** Whether `ready` may run it: git as the PATH finds it, or a git that is named in full. */
export function isGitProgram(program: string): boolean {
  return /^(?:\/(?:.*\/)?)?git$/.test(program);
}
