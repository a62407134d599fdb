import { spawn } from 'node:child_process';

/**
 * Opens a file in an editor as git does: the command is the shell's to read (`code --wait`), the
 * file is its last word, and the terminal is the editor's meanwhile. Gives its exit code, or the
 * signal that ended it.
 */
export function runEditor(
  editor: string,
  file: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<number | string> {
  const { cwd, env } = options;
  return new Promise((resolve, reject) => {
    const args = ['-c', `${editor} "$@"`, editor, file];
    const child = spawn('sh', args, { cwd, env: { ...env }, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
}
