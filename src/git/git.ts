import { type SimpleGit, simpleGit } from 'simple-git';
import { GateError } from '../errors.ts';

/** Ask git. Every call fails loudly: simple-git alone resolves on a silent non-zero exit. */
export type Git = {
  /** stdout of a git command, as UTF-8. Throws GIT_FAILED on any non-zero exit. */
  readonly text: (...args: string[]) => Promise<string>;
  /** The same without its last newline. */
  readonly line: (...args: string[]) => Promise<string>;
  /** stdout, or null where git exits 1 (its "no"): `config --get`, `symbolic-ref -q`. */
  readonly maybe: (...args: string[]) => Promise<string | null>;
  /** What `cat-file` answers to names on stdin, one a line, as bytes: `--batch`, `--batch-check`. */
  readonly catFile: (mode: string, names: readonly string[]) => Promise<Buffer>;
};

/**
 * What git sets for its hooks and what CI sets for its checkouts. simple-git strips every GIT_*
 * that is not named: without GIT_INDEX_FILE it would read the wrong index in `git commit -a`,
 * without the quarantine variables a server's hook would not see the pushed objects, and
 * GIT_CONFIG_PARAMETERS is where `git -c` arrives.
 */
const PASSED_ON = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_PREFIX',
  'GIT_CEILING_DIRECTORIES',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_TERMINAL_PROMPT',
];

/** A git that never hangs: no command of ours takes this long. */
const TIMEOUT_MS = 30_000;

/** A git that exited non-zero: what GIT_FAILED has as its cause. */
type Exit = { readonly code: number; readonly stdout: string; readonly stderr: string };

/**
 * Git in a folder. Replace refs are ignored, because `git replace` would change what a tree
 * shows; pathspecs are literal, because folder names may hold `*`. Questions are put so that git
 * answers something also where the answer is no: simple-git waits 50 ms for a silent one.
 *
 * @param own true for a git that works in another worktree than the hook's, where the hook's
 *   GIT_DIR and GIT_INDEX_FILE would be wrong
 */
export function openGit(folder: string, own = false): Git {
  const text = (...args: string[]): Promise<string> =>
    call(folder, own, args, (git) => git.raw(['--literal-pathspecs', ...args]));
  return {
    text,
    line: async (...args) => (await text(...args)).replace(/\n$/, ''),
    maybe: async (...args) => {
      try {
        return await text(...args);
      } catch (error) {
        if (exitOf(error)?.code === 1) return null;
        throw error;
      }
    },
    catFile: (mode, names) =>
      call(
        folder,
        own,
        ['cat-file', mode],
        (git) => git.binaryCatFile([mode]),
        `${names.join('\n')}\n`,
      ),
  };
}

/** How git exited, where an error is GIT_FAILED; `merge-tree` answers with exit code 1. */
export function exitOf(error: unknown): Exit | null {
  return error instanceof GateError ? ((error.cause as Exit | undefined) ?? null) : null;
}

async function call<T>(
  folder: string,
  own: boolean,
  args: readonly string[],
  use: (git: SimpleGit) => Promise<T>,
  input?: string,
): Promise<T> {
  let exit: Exit | null = null;
  const git = simpleGit({
    baseDir: folder,
    // Paths in ASCII: bytes that are no UTF-8 would be lost otherwise.
    config: ['core.useReplaceRefs=false', 'core.quotePath=true'],
    allowEnvironment: passedOn(own),
    timeout: { block: TIMEOUT_MS },
    ...(input === undefined ? {} : { input: () => input }),
    // simple-git resolves with '' when git exits non-zero and prints nothing to stderr.
    errors: (error, { exitCode, stdOut, stdErr }) => {
      if (exitCode === 0) return error;
      const stderr = Buffer.concat(stdErr).toString().trim();
      exit = { code: exitCode, stdout: Buffer.concat(stdOut).toString(), stderr };
      return Buffer.from(stderr || `exit code ${exitCode}`);
    },
  });
  try {
    return await use(git);
  } catch (error) {
    throw gitFailed(args, exit ?? error);
  }
}

/** GIT_CONFIG_COUNT comes with GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n: CI sets a few. */
const COUNTED = Array.from({ length: 64 }, (_, n) => [
  `GIT_CONFIG_KEY_${n}`,
  `GIT_CONFIG_VALUE_${n}`,
]);

function passedOn(own: boolean): string[] {
  const names = [...PASSED_ON, ...COUNTED.flat()];
  return own ? names.filter((name) => !OF_ONE_WORKTREE.has(name)) : names;
}

const OF_ONE_WORKTREE = new Set(['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX']);

const MISSING = /(?:unable to read|missing|bad object|could not get).*?\b([0-9a-f]{40,64})\b/i;

function gitFailed(args: readonly string[], cause: unknown): GateError {
  const { stderr, message } = cause as Partial<Exit & Error>;
  const problem = stderr || message || 'no reason given';
  const object = MISSING.exec(problem)?.[1];
  if (object !== undefined) return new GateError('MISSING_OBJECT', { object }, { cause });
  return new GateError('GIT_FAILED', { command: args[0] ?? '', problem }, { cause });
}
