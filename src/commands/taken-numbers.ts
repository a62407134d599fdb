import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateConfig } from '../config/gate-config.ts';
import { rowsOf } from '../core/make-reason.ts';
import type { Tip } from '../core/tip.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { withEmbeddedLock } from '../database/embedded-lock.ts';
import { GateError } from '../errors.ts';
import { openGit } from '../git/git.ts';
import { readFolderNames } from '../git/read-folder-names.ts';
import type { Repository } from '../git/repository.ts';
import { stateDir } from '../state/state-dir.ts';
import type { AskedTargets } from './ask-for-overview.ts';
import type { Context } from './context.ts';
import { readOverview } from './read-overview.ts';

/** Every name of a migration that is known, and who has it. */
export type Taken = {
  /** Those that lie in the folder of this worktree. */
  readonly folder: readonly string[];
  /** By name: `feature/x`, `the ledger of production`. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly tips: readonly Tip[];
};

/** How long another process may take to choose its number. */
const PATIENCE_SECONDS = 30;

/**
 * Runs `use` while no other process of this clone chooses a number, in whichever worktree: what it
 * chooses is free as long as it makes the file in there. A lock whose process died is taken over.
 */
export async function whileChoosing<T>(
  { commonDir }: Repository,
  use: () => Promise<T>,
): Promise<T> {
  const state = stateDir(commonDir);
  await mkdir(state, { recursive: true });
  const lock = join(state, 'numbers.lock');
  try {
    return await withEmbeddedLock(lock, PATIENCE_SECONDS, use);
  } catch (error) {
    if (!(error instanceof GateError) || error.code !== 'EMBEDDED_BUSY') throw error;
    throw new GateError('FILE_FAILED', {
      path: lock,
      problem: 'another process is choosing a number',
      fix: `Repeat it when that has ended. If none is running: rm '${lock}'`,
    });
  }
}

/** All branches, here and as fetched, all worktrees' files, and the ledgers that answered. */
export async function readTaken(
  { root }: Repository,
  config: GateConfig,
  { targets }: AskedTargets,
): Promise<Taken> {
  const { tips } = await readOverview(openGit(root, true), config);
  const folder = await readFolderNames(root, config.migrations);
  const holders = new Map<string, string[]>();
  const add = (name: string, holder: string): void => {
    holders.set(name, [...(holders.get(name) ?? []), holder]);
  };
  for (const tip of tips) {
    for (const { name } of tip.migrations) add(name, tip.name);
    for (const name of tip.uncommitted) add(name, `${tip.name}, not committed`);
  }
  for (const name of folder) if (!holders.has(name)) add(name, 'the working tree');
  for (const target of targets) {
    for (const { name } of rowsOf(target)) add(name, `the ledger of ${target.name}`);
  }
  return { folder, holders, tips };
}

/** What was not asked may have a number that nobody else has. */
export function saySilent(context: Context, { targets, problem }: AskedTargets): void {
  const silent = targets.filter(
    (target) => target.reading.access !== 'off' && trustedAnswer(target) === null,
  );
  if (problem === null && silent.length === 0) return;
  const who = silent.map(({ name }) => name).join(', ');
  const head = problem === null ? `Not asked, or no answer: ${who}.` : 'No target was asked.';
  context.err(`⚠️  ${head}\n    A number that only a ledger has is not known here.\n`);
  if (problem !== null) context.err(`    ${problem.replaceAll('\n', '\n    ')}\n`);
}
