import { isUtf8 } from 'node:buffer';
import { readFile, readlink } from 'node:fs/promises';

/** A running process as /proc shows it (Linux); elsewhere nothing is ever found. */
export type Ancestor = {
  readonly pid: number;
  readonly parent: number;
  /** Its words: `git`, `merge`, `feature`. */
  readonly args: readonly string[];
  /** false: some are not UTF-8, and `args` shows them as something else. */
  readonly exact: boolean;
};

/** No chain of real processes is longer. */
const DEPTH = 40;

/** A process and its ancestors, the nearest first; up to where they cannot be read. */
export async function readAncestors(pid: number): Promise<Ancestor[]> {
  const found: Ancestor[] = [];
  for (let at = pid; at > 0 && found.length < DEPTH; ) {
    const line = await readFile(`/proc/${at}/cmdline`).catch(() => null);
    if (line === null) break;
    const parent = await readParent(at);
    const args = parseZeroEnded(line.toString());
    found.push({ pid: at, parent, args, exact: isUtf8(line) });
    at = parent;
  }
  return found;
}

/** The variables that a process was started with; null where they cannot be read. */
export async function readEnvironment(pid: number): Promise<Record<string, string> | null> {
  const bytes = await readFile(`/proc/${pid}/environ`).catch(() => null);
  if (bytes === null) return null;
  const lines = parseZeroEnded(bytes.toString()).filter((line) => line.includes('='));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** The folder that a process is in now; null where it cannot be read. */
export function readFolder(pid: number): Promise<string | null> {
  return readlink(`/proc/${pid}/cwd`).catch(() => null);
}

/** `git\0commit\0-m\0\0`: each word is ended by a zero, an empty one too. */
function parseZeroEnded(text: string): string[] {
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** `/proc/<pid>/stat`: `4242 (git) S 4200 …`; the name may hold spaces and parentheses. */
async function readParent(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}
