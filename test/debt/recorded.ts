import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../support/repository.ts';

export type Recorded = {
  reason: string;
  by: string;
  at: string;
  ref: string | null;
  commit: string | null;
  pairs: { name: string; blob: string }[];
};

/** What a clone has recorded, oldest first. */
export function recorded(repository: Repository, kind: 'overrides' | 'bypasses'): Recorded[] {
  return readLines(repository, `${kind}.jsonl`).map((line) => JSON.parse(line) as Recorded);
}

/** `reason: names`, … */
export function spoken(records: readonly Recorded[]): string[] {
  return records.map(({ reason, pairs }) => `${reason}: ${pairs.map((p) => p.name).join(' ')}`);
}

/** The lines of a file in the state folder; none where there is none. */
export function readLines(repository: Repository, name: string): string[] {
  const file = statePath(repository, name);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

export function writeLines(repository: Repository, name: string, lines: readonly string[]): void {
  writeFileSync(statePath(repository, name), lines.map((line) => `${line}\n`).join(''));
}

const statePath = ({ path }: Repository, name: string): string =>
  join(path, '.git', 'migration-gate', name);

/** Git without hooks, as it is done by hand. */
export const OFF = ['-c', 'core.hooksPath=/dev/null'];
