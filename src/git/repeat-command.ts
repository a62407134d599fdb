import { spawn } from 'node:child_process';

/**
 * Runs a git command the user typed before, in the same folder and on the same terminal; its
 * hooks judge it like any other. Gives git's exit code.
 */
export function repeatCommand(args: readonly string[], folder: string): Promise<number> {
  const [program = 'git', ...rest] = args;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd: folder, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
