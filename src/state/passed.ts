import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Pair } from '../core/migration.ts';
import { appendLine, readLines } from './json-lines.ts';

const FILE = 'passed.jsonl';

/** What the gate let into a ref, or what was there when it was installed; new pairs only. */
const passedSchema = z.object({
  /** `refs/heads/main`; `push:refs/heads/main` for what `pre-push` let go. */
  ref: z.string(),
  at: z.string(),
  pairs: z.array(z.object({ name: z.string(), blob: z.string() })),
});
export type Passed = z.output<typeof passedSchema>;

/**
 * Everything that ever passed, by ref; null where the gate was never installed here. A line that
 * cannot be read is skipped: what it explains is then found, and shown until it is deployed.
 */
export async function readPassed(stateDir: string): Promise<Map<string, Pair[]> | null> {
  const lines = await readLines(stateDir, FILE);
  if (lines === null) return null;
  const passed = new Map<string, Pair[]>();
  for (const { text } of lines) {
    const entry = parsePassed(text);
    if (entry !== null) passed.set(entry.ref, [...(passed.get(entry.ref) ?? []), ...entry.pairs]);
  }
  return passed;
}

export function writePassed(stateDir: string, passed: Passed): Promise<void> {
  return appendLine(stateDir, FILE, passed);
}

/** From here on the gate watches: an empty file, where there is none. */
export async function startWatching(stateDir: string): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  await appendFile(join(stateDir, FILE), '', { mode: 0o600 });
}

/** The gate is taken away: what comes in from now on is no bypass. */
export async function stopWatching(stateDir: string): Promise<void> {
  await rm(join(stateDir, FILE), { force: true });
}

function parsePassed(text: string): Passed | null {
  try {
    return passedSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
