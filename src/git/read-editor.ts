import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The editor that git would open (GIT_EDITOR, core.editor, VISUAL, EDITOR, its own default), as a
 * command for a shell; null: git has none (a dumb terminal). Asked with the whole environment, of
 * which simple-git passes on no part that names a program.
 */
export async function readEditor(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const ask = promisify(execFile)('git', ['-C', root, 'var', 'GIT_EDITOR'], { env: { ...env } });
  const { stdout } = await ask.catch(() => ({ stdout: '' }));
  return stdout.trimEnd() || null;
}
