import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type RefusedWhat =
  | { readonly kind: 'tree-ish' | 'merge'; readonly name: string }
  | { readonly kind: 'staged' | 'working-tree' };

/** The last refusal of this clone: what `ready` makes ready, and repeats where it is known. */
export type Refused = {
  readonly ref: string;
  /** What the branch had then; another value means that the refusal is out of date. */
  readonly current: string | null;
  /** The root of the worktree, and its HEAD then, for the same reason. */
  readonly root: string;
  readonly head: string;
  /** The *what* of the commands that make it ready. */
  readonly what: RefusedWhat;
  readonly command: { readonly args: readonly string[]; readonly folder: string } | null;
};

/** One file, replaced as a whole, for this user's eyes only. */
export async function writeRefused(stateDir: string, refused: Refused): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  const file = join(stateDir, 'refused.json');
  await writeFile(`${file}.new`, JSON.stringify(refused), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** null: nothing was refused here, or it is settled. */
export async function readRefused(stateDir: string): Promise<Refused | null> {
  const text = await readFile(join(stateDir, 'refused.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Refused);
}

/** Settled: dropped. */
export async function removeRefused(stateDir: string): Promise<void> {
  await rm(join(stateDir, 'refused.json'), { force: true });
}
