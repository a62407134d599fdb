import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Left } from '../core/plan-repeat.ts';

type RefusedWhat =
  | { readonly kind: 'tree-ish' | 'merge'; readonly name: string }
  | { readonly kind: 'staged' | 'working-tree' };

/** The last refusal of this clone: what `ready` makes ready, and repeats where it is known. */
export type Refused = Left & {
  /** Whether the branch is a remote's: the one of that name here may be another. */
  readonly push: boolean;
  /** What the branch had then; another value means that the refusal is out of date. */
  readonly current: string | null;
  /** The HEAD of the worktree then, for the same reason. */
  readonly head: string;
  /** The *what* of the commands that make it ready. */
  readonly what: RefusedWhat;
};

export function refusedFile(stateDir: string): string {
  return join(stateDir, 'refused.json');
}

/** One file, replaced as a whole, for this user's eyes only. */
export async function writeRefused(stateDir: string, refused: Refused): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  const next = join(stateDir, `refused-${randomUUID()}.new`);
  await writeFile(next, JSON.stringify(refused), { mode: 0o600, flag: 'wx' });
  await rename(next, refusedFile(stateDir));
}

/** Settled: dropped. With a branch, only if that one was refused. */
export async function removeRefused(stateDir: string, ref?: string): Promise<void> {
  const file = refusedFile(stateDir);
  if (ref !== undefined) {
    const text = await readFile(file, 'utf8').catch(() => '');
    // No word of the command can hold this text: its quotes stand with a backslash there.
    if (!text.includes(`"ref":${JSON.stringify(ref)},`)) return;
  }
  await rm(file, { force: true });
}
