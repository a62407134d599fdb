import { describeBeginning } from './begin-with-baseline.ts';
import { placeInText } from './place-in-text.ts';
import type { Planned, RunPlan } from './plan-run.ts';
import type { Refusal } from './refusal.ts';
import { visible } from './visible.ts';

/**
 * The plan as text: where, what, in which order.
 *
 * @param summaries what each migration changes, by its blob, as far as that is known
 */
export function renderPlan(
  plan: RunPlan,
  where: string,
  summaries: ReadonlyMap<string, string> = new Map(),
): string {
  const first = plan.beginning === undefined ? [] : [describeBeginning(plan.beginning)];
  const lines = plan.run.flatMap(({ migration, script }) => [
    `  ${visible(migration.name)}${script.way === 'steps' ? ' (not in one transaction)' : ''}`,
    ...indented(summaries.get(migration.blob)),
  ]);
  const notes = plan.notes.map((note) => `⚠️  ${note.split('\n').map(visible).join('\n    ')}`);
  const begin = first.map((line) => `  first ${visible(line)}`);
  const head = `Plan: ${whatRuns(plan)} on ${visible(where)}`;
  return `${[head, ...begin, ...lines, ...notes].join('\n')}\n`;
}

function whatRuns({ run, beginning }: RunPlan): string {
  if (run.length === 0 && beginning === undefined) return 'nothing to run';
  return run.length === 1 ? 'run 1 migration' : `run ${run.length} migrations`;
}

const indented = (summary: string | undefined): string[] =>
  summary === undefined ? [] : [`    ${summary}`];

/** Why it does not go on, and what to type. The heading says what was run: mostly nothing. */
export function renderRefusals(refusals: readonly Refusal[], heading: string): string {
  const messages = refusals.map(
    ({ message }) => `✗ ${message.split('\n').map(visible).join('\n    ')}`,
  );
  const fixes = [...new Set(refusals.flatMap((refusal) => refusal.fixes))];
  return `${[
    visible(heading),
    ...messages,
    'What to type:',
    ...fixes.flatMap((fix) => fix.split('\n')).map((line) => `  ${visible(line)}`),
  ].join('\n')}\n`;
}

/** The heading where a refusal came before anything ran. */
export function nothingRan(where: string): string {
  return `Nothing was run on ${where}.`;
}

/** What a failed migration's error says of itself, as the server gave it. */
type FailureText = {
  readonly message: string;
  readonly sqlstate: string | null;
  /** 1-based, in code points of the file's text. */
  readonly position: number | null;
  readonly detail: string | null;
  readonly hint: string | null;
};

export type Failure = {
  /** Rolled back; parts may be there; applied, but the line broke; or nobody knows yet. */
  readonly outcome: 'failed' | 'interrupted' | 'committed' | 'unknown';
  readonly error: FailureText;
  /** Where the file ran statement by statement. */
  readonly steps?: {
    readonly ran: number;
    readonly of: number;
    /** Where the one that failed begins in the file, as an index; null: it was none of them. */
    readonly at: number | null;
    /** Statements that take away what it left invalid. */
    readonly cleanup: readonly string[];
  };
};

const WHAT_STAYS = {
  failed: 'rolled back; nothing of it stays',
  interrupted: 'it ended its own transaction; parts may be there',
  committed: 'it is applied; the connection broke after that',
  unknown: 'the answer to COMMIT was lost; the ledger knows',
} as const;

/** A failure: where in the file, what ran before it, what was not run. */
export function renderFailure(
  failed: Planned,
  failure: Failure,
  done: readonly Planned[],
  left: readonly Planned[],
): string {
  const { error } = failure;
  const place = placeOfFailure(failed, failure);
  const state = error.sqlstate === null ? '' : ` (${error.sqlstate})`;
  const names = (list: readonly Planned[]): string =>
    list.length === 0 ? 'none' : list.map((item) => visible(item.migration.name)).join(', ');
  return `${[
    `✗ ${place}: ${visible(error.message)}${state}`,
    ...(error.detail === null ? [] : [`    ${visible(error.detail)}`]),
    ...(error.hint === null ? [] : [`    ${visible(error.hint)}`]),
    `  applied: ${names(done)}`,
    `  failed:  ${names([failed])} (${whatStays(failure)})`,
    `  not run: ${names(left)}`,
  ].join('\n')}\n`;
}

function placeOfFailure({ migration, sql }: Planned, { error, steps }: Failure): string {
  if (steps === undefined) return placeInText(migration.path, sql, error.position);
  if (steps.at === null) return migration.path;
  return placeInText(migration.path, sql, error.position ?? 1, steps.at);
}

function whatStays({ outcome, steps }: Failure): string {
  if (steps === undefined) return WHAT_STAYS[outcome];
  if (steps.ran === steps.of) return 'all its statements ran; started, not applied';
  return `${steps.ran} of ${steps.of} statements ran and stay; started`;
}
