import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Override } from '../core/override.ts';
import { GateError } from '../errors.ts';

/** The recorded overrides of this clone, oldest first. One JSON object a line, append only. */
export async function readOverrides(stateDir: string): Promise<Override[]> {
  const file = join(stateDir, 'overrides.jsonl');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line, i) => parseOverride(line, `${file}:${i + 1}`));
}

/** Records an override. A line is written in one append, so two hooks cannot mix theirs. */
export async function writeOverride(stateDir: string, override: Override): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  await appendFile(join(stateDir, 'overrides.jsonl'), `${JSON.stringify(override)}\n`, {
    mode: 0o600,
  });
}

/** A damaged record lets nothing pass and is not skipped: it might be the debt to show. */
function parseOverride(line: string, where: string): Override {
  try {
    const value: Override = JSON.parse(line);
    if (typeof value.reason === 'string' && Array.isArray(value.pairs)) return value;
  } catch {
    // Falls through to the sentence below: JSON.parse's own would quote the line.
  }
  throw new GateError('BAD_CONFIG', {
    where,
    problem: 'this recorded override cannot be read',
    fix: `Delete that line of the file; its migrations then count as not overridden.`,
  });
}
