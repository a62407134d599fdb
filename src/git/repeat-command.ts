import { spawn } from 'node:child_process';

/**
 * Runs a git command the user typed before, in the same folder and on the same terminal; its
 * hooks judge it like any other. Gives git's exit code, or the signal that ended it.
 */
export function repeatCommand(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number | string> {
  const [program = 'git', ...rest] = args;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd: folder, env: { ...env }, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
}
