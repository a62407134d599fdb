import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of a file of our own, and where it stands: `/shop/.git/migration-gate/done.jsonl:3`. */
export type Line = { readonly text: string; readonly where: string };

/** The lines of a file of one JSON object a line; null where there is no such file. */
export async function readLines(stateDir: string, name: string): Promise<Line[] | null> {
  const file = join(stateDir, name);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  return text
    .split('\n')
    .map((line, i) => ({ text: line, where: `${file}:${i + 1}` }))
    .filter((line) => line.text !== '');
}

/** Adds one. A line is written in one append, so two hooks cannot mix theirs. */
export async function appendLine(stateDir: string, name: string, value: unknown): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  await appendFile(join(stateDir, name), `${JSON.stringify(value)}\n`, { mode: 0o600 });
}
