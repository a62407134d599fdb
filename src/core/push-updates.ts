/** One branch that a push moves: short names, or HEAD. */
type PushedBranch = { readonly source: string; readonly branch: string };

/** What the words of a `git push` say, as far as they do. */
export type PushWords = {
  /** null: the branch's own, or origin. */
  readonly remote: string | null;
  /** null: none is named, so `push.default` decides. */
  readonly branches: readonly PushedBranch[] | null;
  /** `--all`, `--branches`, `--mirror`: every local branch. */
  readonly all: boolean;
};

const TAKES_A_VALUE = /^(?:-o|--push-option|--repo|--receive-pack|--exec)$/;

/**
 * Which branches of the remote a `git push` would move. Deletions and tags move none.
 *
 * @param words what follows `push`
 */
export function parsePushWords(words: readonly string[]): PushWords {
  const names = words.filter(
    (word, i) => !word.startsWith('-') && !TAKES_A_VALUE.test(words[i - 1] ?? ''),
  );
  const [remote = null, ...specs] = names;
  const all = words.some((word) => /^--(?:all|branches|mirror)$/.test(word));
  if (words.some((word) => word === '--delete' || /^-[a-zA-Z]*d/.test(word))) {
    return { remote, branches: [], all: false };
  }
  const onlyTags = specs.length === 0 && !all && words.includes('--tags');
  return {
    remote,
    branches: specs.length === 0 && !onlyTags ? null : specs.flatMap(branchOf),
    all,
  };
}

/** `+HEAD:refs/heads/main`, `main`; nothing for `:main`, a tag or a pattern. */
function branchOf(spec: string): PushedBranch[] {
  const [source = '', target = source] = spec.replace(/^\+/, '').split(':');
  const branch = target.replace(/^refs\/heads\//, '');
  if (source === '' || /^refs\/|[*]/.test(branch)) return [];
  return [{ source, branch }];
}
