import type { Collision } from './collision.ts';
import type { Pair } from './migration.ts';
import type { MigrationStatus, TargetReport } from './report.ts';
import type { Tip } from './tip.ts';
import type { WorktreeState } from './worktree-state.ts';

/** What a target's ledger says of one migration. */
export type Standing = Pick<MigrationStatus, 'state' | 'flags'>;

/** A migration that no protected branch has, and where it is applied. */
export type Brought = Pair & {
  /** By the name of the target; one that gave no answer is absent. */
  readonly targets: Readonly<Record<string, Standing>>;
};

export type BranchState = Omit<Tip, 'migrations'> & { readonly brings: readonly Brought[] };

export type TargetState = {
  readonly name: string;
  readonly access: TargetReport['access'];
  readonly detail: string;
  /** Why it gave no answer that counts; null: it did, or it is switched off. */
  readonly problem: string | null;
  readonly remarks: readonly string[];
  /** How many migrations its ledger has. */
  readonly applied: number;
  /** Names of what a protected branch has and its ledger has not, or not as it is there. */
  readonly waiting: readonly string[];
  /** Whether a deployment is running there. */
  readonly deploying: boolean;
};

/** What a ledger has and no branch or worktree has, and where it came from. */
export type Stranger = Pair & {
  readonly target: string;
  readonly state: 'applied' | 'started';
  readonly appliedAt: string | null;
  readonly appliedBy: string;
  /** The branch that the ledger names, and the commit. */
  readonly branch: string | null;
  readonly commit: string | null;
  /** Whether that branch is still here, and the worktree where it is checked out. */
  readonly branchThere: boolean;
  readonly worktree: string | null;
  /** The same content under another name: renamed since. */
  readonly now: { readonly name: string; readonly branches: readonly string[] } | null;
  /** The newest commit that had to do with it; null: git keeps none. */
  readonly origin: { readonly commit: string; readonly by: string; readonly at: string } | null;
};

/** What recorded overrides let through in this clone, and what came in while the hooks were off. */
export type Passed = {
  readonly migrations: readonly string[];
  /** When the oldest was given, ISO 8601; null: there is none. */
  readonly since: string | null;
};

/** Everything `status` shows. */
export type Status = {
  readonly worktrees: readonly WorktreeState[];
  readonly branches: readonly BranchState[];
  /** Those that were asked; none with --offline. */
  readonly targets: readonly TargetState[];
  /** Why no target was asked, as a sentence; null: they were, or nobody wanted it. */
  readonly problem: string | null;
  readonly collisions: readonly Collision[];
  readonly strangers: readonly Stranger[];
  readonly passed: Passed;
};
