import { simpleGit } from 'simple-git';
import type { Exit } from './start-git.ts';

/** A git that never hangs: no command of ours is silent for this long. */
const SILENCE_MS = 30_000;

/**
 * Runs a git command that changes the repository, and says how it ended: simple-git alone resolves
 * where git exits non-zero without a word. Pathspecs are literal, because names may hold `*`.
 *
 * @param env all that git is to know of the environment
 */
export async function changeRepository(
  folder: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<Exit> {
  let exit: Exit = { code: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const git = simpleGit({
    baseDir: folder,
    timeout: { block: SILENCE_MS },
    allowEnvironment: Object.keys(env).filter((name) => name.startsWith('GIT_')),
    // `core.hooksPath` is what `init` sets; nothing else that it guards is ever given.
    unsafe: { allowUnsafeHooksPath: true },
    errors: (error, { exitCode, stdOut, stdErr }) => {
      if (exitCode === 0) return error;
      exit = { code: exitCode, stdout: Buffer.concat(stdOut), stderr: Buffer.concat(stdErr) };
      return Buffer.from(`exit code ${exitCode}`);
    },
  });
  try {
    await git.raw(['--literal-pathspecs', ...args]);
    return exit;
  } catch (error) {
    if (exit.code !== 0) return exit;
    throw error;
  }
}
