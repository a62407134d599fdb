import { spawn } from 'node:child_process';
import { gitEnvironment } from './git-environment.ts';

/** How a git process ended; a signal counts as exit code 128 + its number would: not zero. */
export type Exit = { readonly code: number; readonly stdout: Buffer; readonly stderr: Buffer };

/** A git that never hangs: no command of ours is silent for this long. */
const SILENCE_MS = 30_000;

/**
 * Starts one git process and waits for its end. Rejects where it cannot be started, or says nothing
 * for 30 s.
 *
 * @param own see `openGit`
 * @param input what it reads on stdin; absent: nothing
 */
export function startGit(
  folder: string,
  own: boolean,
  args: readonly string[],
  input?: string,
): Promise<Exit> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: folder,
      // What it says is read, so it is not to say it in the user's language.
      env: { ...gitEnvironment(own), LC_ALL: 'C' },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const silence = setTimeout(() => {
      child.kill();
      reject(new Error('it has said nothing for 30 s'));
    }, SILENCE_MS);
    const gather = (into: Buffer[]) => (chunk: Buffer) => {
      into.push(chunk);
      silence.refresh();
    };
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout?.on('data', gather(stdout));
    child.stderr?.on('data', gather(stderr));
    // A git that ends before it has read all of it says so by its exit code.
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', (error) => {
      clearTimeout(silence);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(silence);
      resolve({ code: code ?? 128, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
    });
  });
}
