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
  /** Asks yes or no on the terminal; null where there is none to ask on. */
  readonly confirm: (question: string) => Promise<boolean | null>;
  /** Leaves Ctrl-C to a child on the same terminal while it runs: an editor means it otherwise. */
  readonly leaveInterrupts: <T>(run: () => Promise<T>) => Promise<T>;
  /** Aborted by Ctrl-C and its like, while `catchInterrupts` runs. */
  readonly interrupted: AbortSignal;
  /** While it runs, SIGINT, SIGTERM and SIGHUP abort `interrupted`, and end nothing themselves. */
  readonly catchInterrupts: <T>(run: () => Promise<T>) => Promise<T>;
  /**
   * The terminal itself, for a hook, whose stdin is none. null where nobody is to be asked: CI, a
   * coding agent, the background, neither stdin nor stderr a terminal (contract 5).
   */
  readonly openTerminal: () => Promise<Terminal | null>;
};

/** 0 ready, 1 blocked or failed, 2 it could not run (contract 3). */
export type ExitCode = 0 | 1 | 2;
