import type { Described } from './described.ts';

/** What stands in a place of the command line, for the shell to ask. */
export type Completed = 'branches' | 'migrations' | 'files' | 'none';

/** What a command's own argument is: a *what*, a migration, a folder. */
export function completedBy({ arguments: [argument] }: Described): Completed {
  switch (argument?.name) {
    case 'what':
      return 'branches';
    case 'name':
      return 'migrations';
    case undefined:
      return 'none';
    default:
      return 'files';
  }
}

/** The words that may follow `''`, `worktree` …, with what they are for. */
export function nextWords(
  commands: readonly Described[],
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const next = new Map<string, Map<string, string>>();
  for (const { name, purpose } of commands) {
    const words = name.split(' ');
    for (const [index, word] of words.entries()) {
      const before = words.slice(0, index).join(' ');
      const known = next.get(before) ?? new Map<string, string>();
      const isWhole = index === words.length - 1;
      known.set(word, isWhole ? purpose : (known.get(word) ?? `${word} …`));
      next.set(before, known);
    }
  }
  return next;
}

/** What the shells run; quiet outside a repository. */
export const ASK = {
  branches: "git for-each-ref --format='%(refname:short)' refs/heads refs/remotes 2>/dev/null",
  migrations: "git ls-files -- '*.sql' 2>/dev/null | sed 's|.*/||'",
};
