export const REASON_CODES = [
  // blocking
  'PENDING',
  'MODIFIED',
  'INTERRUPTED',
  'RENAMED',
  'PARTIAL',
  'UNDECIDED',
  'UNREACHABLE',
  'REFUSED',
  'NOT_CONFIGURED',
  'BAD_CONFIG',
  'SAME_DATABASE',
  'READ_REPLICA',
  'LEDGER_NEWER',
  'INVALID_FOLDER',
  'INVALID_NAME',
  'ENV_TRACKED',
  'DUPLICATE',
  // warning
  'COSMETIC',
  'LATE',
  'COLLISION',
  'ORPHAN',
  'REMOVED',
  'DEBT',
  'DRIFT',
  'AUDIT',
  'HEADER',
  'INVALID_INDEX',
  'OVERRIDE_IGNORED',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export const STATES = [
  'applied',
  'pending',
  'modified',
  'interrupted',
  'missing',
  'evident',
  'partial',
  'undecided',
] as const;
export type State = (typeof STATES)[number];

export const FLAGS = ['cosmetic', 'late', 'renamed', 'orphan', 'implied', 'debt'] as const;
export type Flag = (typeof FLAGS)[number];

/** One migration as one target knows it. */
export type MigrationStatus = {
  readonly name: string;
  readonly state: State;
  readonly flags: readonly Flag[];
  readonly appliedAt: string | null;
  readonly appliedBy: string | null;
  readonly branch: string | null;
};

/** Nothing is left to do for it on that target. */
export const isThere = ({ state }: MigrationStatus): boolean =>
  state === 'applied' || state === 'missing';

export const ACCESSES = [
  'ok',
  'unreachable',
  'refused',
  'not-configured',
  'off',
  'receipt',
] as const;
type Access = (typeof ACCESSES)[number];

export type TargetReport = {
  readonly target: string;
  readonly access: Access;
  readonly detail: string;
  readonly ledger: string;
  readonly migrations: readonly MigrationStatus[];
};

export type Reason = {
  readonly code: ReasonCode;
  readonly target: string | null;
  readonly migrations: readonly string[];
  readonly severity: 'block' | 'warn';
  readonly message: string;
  /** What to type, in order. */
  readonly fixes: readonly string[];
};

/** `--json`, version 1. Its zod schema is commands/report-schema.ts. */
export type Report = {
  readonly version: 1;
  readonly verdict: 'ready' | 'blocked' | 'overridden' | 'not-applicable' | 'error';
  readonly candidate: {
    readonly commit: string | null;
    readonly tree: string;
    readonly ref: string | null;
  };
  readonly targets: readonly TargetReport[];
  readonly reasons: readonly Reason[];
};
