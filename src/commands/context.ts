import type { Terminal } from '../terminal/open-terminal.ts';

/** The process, as a parameter: only cli.ts touches the real one. */
export type Context = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process that started this one: git itself, for a hook. */
  readonly parentPid: number;
  /** The script that runs, and the node that runs it; what `init` records for the hooks. */
  readonly program: { readonly node: string; readonly script: string };
  /** ISO 8601. */
  readonly now: () => string;
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress, refusals and errors. */
  readonly err: (text: string) => void;
  /** Values no output may show; everything printed passes the redactor (core/redact.ts). */
  readonly hide: (secrets: readonly string[]) => void;
  /** Text as everything printed is, without secrets: for what goes to a file, or is escaped first. */
  readonly safe: (text: string) => string;
  /** All of standard input; '' where it is a terminal. */
  readonly readInput: () => Promise<string>;
  /** Asks yes or no on the terminal; null where there is none to ask on. */
  readonly confirm: (question: string) => Promise<boolean | null>;
  /** Leaves Ctrl-C to a child on the same terminal while it runs: an editor means it otherwise. */
  readonly leaveInterrupts: <T>(run: () => Promise<T>) => Promise<T>;
  /** Aborted by the first Ctrl-C or its like, while `catchInterrupts` runs. */
  readonly interrupted: AbortSignal;
  /** Catches SIGINT, SIGTERM and SIGHUP while it runs, instead of ending. */
  readonly catchInterrupts: <T>(run: (interrupts: Interrupts) => Promise<T>) => Promise<T>;
  /** One line on stderr that is written over; null takes it away. null: stderr is no terminal. */
  readonly progress: ((line: string | null) => void) | null;
  /**
   * The terminal itself, for a hook, whose stdin is none. null where nobody is to be asked: CI, a
   * coding agent, the background, neither stdin nor stderr a terminal (contract 5).
   */
  readonly openTerminal: () => Promise<Terminal | null>;
};

/** Ctrl-C and the like, while something runs that must not end in the middle. */
export type Interrupts = {
  /** The first: stop after what runs now. */
  readonly soon: AbortSignal;
  /** The second: break that off, too. */
  readonly now: AbortSignal;
};

/** 0 ready, 1 blocked or failed, 2 it could not run (contract 3). */
export type ExitCode = 0 | 1 | 2;
