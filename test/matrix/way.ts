import type { State } from './states.ts';

/**
 * What becomes of a refused way in one local state: `untouched`, everything is byte for byte as
 * before and no command is printed; else the printed command, after which everything is as
 * before, except for the lines of `differs`.
 */
export type Refusal =
  | 'untouched'
  /** It is not refused: it brings nothing, whatever the other branch has. */
  | 'passes'
  /** As `untouched`, except for what the command itself has done rightly. */
  | { readonly done: readonly string[]; readonly note: string }
  | { readonly command: string; readonly differs?: readonly string[]; readonly note?: string }
  /** git itself refuses, before the gate is asked, and leaves `touched` behind. */
  | { readonly git: string; readonly touched?: readonly string[] }
  | { readonly impossible: string };

/**
 * One way into a protected branch. In its words X is what it brings: a branch of history.ts.
 * Quotes are for values with spaces; the words are split as `sh` would.
 */
export type Way = {
  readonly name: string;
  /** The command that is refused, on main; words that begin with `git`. */
  readonly git: string;
  /** Commands before it; one that begins with `!` has to fail (a conflict). */
  readonly before?: readonly string[];
  /** The branch that is checked out; main where absent. `--detach` is a detached HEAD on main. */
  readonly from?: string;
  /** Where main stands, unlike history.ts's; the tree is the same. */
  readonly at?: string;
  readonly stdin?: string;
  /** The protected branch; main where absent. */
  readonly into?: string;
  /** What becomes of it when it is refused; by state where that differs. */
  readonly refusal: Refusal;
  readonly states?: Partial<Record<State, Refusal>>;
  /** A new branch brings nothing where it is made at a commit that main contains. */
  readonly none?: string;
};

/** What becomes of a refused way in one local state. */
export function refusalIn(way: Way, state: State): Refusal {
  return way.states?.[state] ?? way.refusal;
}
