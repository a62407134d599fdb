import type { Migration } from './migration.ts';

/** A branch, or a detached worktree, with the migrations that it has. */
export type Tip = {
  /** As people call it: `feature/x`, `origin/feature/x`, `(1a2b3c4d5e6f)`. */
  readonly name: string;
  /** Full name; null: a detached HEAD. */
  readonly ref: string | null;
  readonly commit: string;
  readonly remote: boolean;
  /** Whether the gate stands before it. */
  readonly guarded: boolean;
  /** Paths of the worktrees where it is checked out. */
  readonly worktrees: readonly string[];
  /** All of its files that are migrations, or should be. */
  readonly migrations: readonly Migration[];
  /** Files of its worktrees' folders that its commit does not have, by name. */
  readonly uncommitted: readonly string[];
  /** Why its migrations cannot be read; null: they can. */
  readonly problem: string | null;
};

/** A tip and what no protected branch has of it. */
export type Bringing = {
  readonly name: string;
  readonly brings: readonly Migration[];
  readonly uncommitted: readonly string[];
};

const key = ({ name, blob }: Migration): string => `${blob} ${name}`;

/**
 * What each tip brings; nothing, where no branch is protected. Tips that share one list of migrations
 * are compared once.
 */
export function bringingsOf<T extends Tip>(tips: readonly T[]): (T & Pick<Bringing, 'brings'>)[] {
  const lists = new Set(tips.filter((tip) => tip.guarded).map((tip) => tip.migrations));
  const guarded = new Set([...lists].flatMap((list) => list.map(key)));
  const known = new Map<readonly Migration[], readonly Migration[]>();
  return tips.map((tip) => {
    if (lists.size === 0) return { ...tip, brings: [] };
    const brings =
      known.get(tip.migrations) ?? tip.migrations.filter((one) => !guarded.has(key(one)));
    known.set(tip.migrations, brings);
    return { ...tip, brings };
  });
}
