import { GateError } from '../errors.ts';
import { gitEnvironment } from './git-environment.ts';
import { type Exit, startGit } from './start-git.ts';

/** Ask git. Every call fails loudly, a git that exits non-zero without a word too. */
export type Git = {
  /** stdout of a git command, as UTF-8. Throws GIT_FAILED on any non-zero exit. */
  readonly text: (...args: string[]) => Promise<string>;
  /** The same without its last newline. */
  readonly line: (...args: string[]) => Promise<string>;
  /** stdout, or null where git exits 1 (its "no"): `config --get`, `symbolic-ref -q`. */
  readonly maybe: (...args: string[]) => Promise<string | null>;
  /** What `cat-file` answers to names on stdin, one a line, as bytes: `--batch`, `--batch-check`. */
  readonly catFile: (mode: string, names: readonly string[]) => Promise<Buffer>;
  /** What changes the repository: its config, worktrees, index. Throws GIT_FAILED. */
  readonly change: (...args: string[]) => Promise<void>;
};

/**
 * Git in a folder. Replace refs are ignored, because `git replace` would change what a tree
 * shows; pathspecs are literal, because folder names may hold `*`; paths come in ASCII, because
 * bytes that are no UTF-8 would be lost otherwise.
 *
 * @param own true for a git that works in another worktree than the hook's, where the hook's
 *   GIT_DIR and GIT_INDEX_FILE would be wrong
 */
export function openGit(folder: string, own = false): Git {
  const call = async (args: readonly string[], input?: string): Promise<Buffer> => {
    const exit = await startGit(folder, own, [...SETTINGS, ...args], input).catch((error) => {
      throw gitFailed(args, error);
    });
    if (exit.code !== 0) throw gitFailed(args, exit);
    return exit.stdout;
  };
  const text = async (...args: string[]): Promise<string> => (await call(args)).toString();
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
    catFile: (mode, names) => call(['cat-file', mode], `${names.join('\n')}\n`),
    change: async (...args) => {
      // Not for a check to load: it only asks.
      const { changeRepository } = await import('./change-repository.ts');
      const exit = await changeRepository(folder, gitEnvironment(own), args).catch((error) => {
        throw gitFailed(args, error);
      });
      if (exit.code !== 0) throw gitFailed(args, exit);
    },
  };
}

const SETTINGS = [
  ...['-c', 'core.useReplaceRefs=false', '-c', 'core.quotePath=true'],
  '--literal-pathspecs',
];

/** A git that exited non-zero: what GIT_FAILED has as its cause. */
type Answer = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** How git exited, where an error is GIT_FAILED; `merge-tree` answers with exit code 1. */
export function exitOf(error: unknown): Answer | null {
  return error instanceof GateError ? ((error.cause as Answer | undefined) ?? null) : null;
}

const MISSING = /(?:unable to read|missing|bad object|could not get).*?\b([0-9a-f]{40,64})\b/i;

function gitFailed(args: readonly string[], given: Exit | Error): GateError {
  const [command = ''] = args;
  if (given instanceof Error) {
    return new GateError('GIT_FAILED', { command, problem: given.message }, { cause: given });
  }
  const { code, stdout } = given;
  const stderr = given.stderr.toString().trim();
  const cause: Answer = { code, stdout: stdout.toString(), stderr };
  const problem = stderr || 'no reason given';
  const object = MISSING.exec(problem)?.[1];
  if (object !== undefined) return new GateError('MISSING_OBJECT', { object }, { cause });
  return new GateError('GIT_FAILED', { command, problem }, { cause });
}
