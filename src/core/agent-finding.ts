/** What is to be asked of the repository before an agent's command runs. */
export type GitAction =
  | { readonly kind: 'merge'; readonly name: string }
  | { readonly kind: 'push'; readonly words: readonly string[] }
  /** A worktree goes away. */
  | { readonly kind: 'close'; readonly path: string };

/** What an agent's command would do that concerns the gate. */
export type Finding =
  /** It goes around the gate. */
  | { readonly kind: 'deny'; readonly problem: string; readonly instead: readonly string[] }
  /** A person decides. */
  | { readonly kind: 'ask'; readonly reason: string }
  /** The gate decides, in the folder that `folders` lead to; null: it cannot be told. */
  | {
      readonly kind: 'verify';
      readonly action: GitAction;
      readonly folders: readonly string[] | null;
    }
  /** Files go away: hooks, or a worktree? */
  | {
      readonly kind: 'remove';
      readonly paths: readonly string[];
      readonly whole: boolean;
      readonly folders: readonly string[] | null;
    };

/** What an agent is told to do in the place of a way around. */
export const WITHOUT_IT: readonly string[] = [
  'the same command without it; where that is refused, it says what to type.',
  'Only a person may decide on an override: ask for one.',
];
