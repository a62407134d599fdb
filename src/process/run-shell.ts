import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type ShellOptions = {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Each line of its output as it comes, without its newline. */
  readonly onLine: (line: string, from: 'stdout' | 'stderr') => void;
};

/**
 * Runs a command of the user's own in a shell, without input. Gives its exit code, or the signal
 * that ended it; a shell that cannot be started is an error.
 */
export function runShell(command: string, options: ShellOptions): Promise<number | string> {
  const { cwd, env, onLine } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd,
      env: { ...env },
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const from of ['stdout', 'stderr'] as const) {
      createInterface({ input: child[from] }).on('line', (line) => onLine(line, from));
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
}
