import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Whether a process is in its terminal's foreground: another one that reads the terminal is
 * stopped by it (SIGTTIN), and git with it. Where it cannot be told, it is not.
 */
export async function isInForeground(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const [group, foreground] = stat === null ? await askPs(pid) : parseStat(stat);
  return group !== undefined && group === foreground;
}

/** `4242 (node) S <parent> <group> <session> <terminal> <foreground group> …` (Linux). */
function parseStat(stat: string): (string | undefined)[] {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[2], fields[5]];
}

/** ` 4240 4240\n` (macOS, BSD). */
async function askPs(pid: number): Promise<(string | undefined)[]> {
  const ask = promisify(execFile)('ps', ['-o', 'pgid=,tpgid=', '-p', String(pid)]);
  const { stdout } = await ask.catch(() => ({ stdout: '' }));
  return stdout.trim().split(/\s+/);
}
