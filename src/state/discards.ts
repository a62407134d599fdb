import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pair } from '../core/migration.ts';

/** Work that was thrown away undeployed: who, when, why, and where it is still to be found. */
export type Discard = {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
  readonly worktree: string;
  /** Full name of the branch, which is kept; null: HEAD was detached. */
  readonly ref: string | null;
  readonly commit: string | null;
  /** What it brought. */
  readonly pairs: readonly Pair[];
};

/** Records it in `discards.jsonl`: one JSON object a line, append only. */
export async function writeDiscard(stateDir: string, discard: Discard): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  await appendFile(join(stateDir, 'discards.jsonl'), `${JSON.stringify(discard)}\n`, {
    mode: 0o600,
  });
}
