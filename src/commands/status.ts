import { type Passed, renderStatus, type Status } from '../core/render-status.ts';
import { isOurLock } from '../core/worktree-lock.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { closeCommand } from './close-command.ts';
import type { Context, ExitCode } from './context.ts';
import { invocation } from './invocation.ts';
import { readOpenDebts } from './open-debts.ts';
import { readWorktreeStates } from './read-worktree-states.ts';

/** `status`: every worktree at a glance, from git alone; no database is asked. Exit 0. */
export async function status(
  context: Context,
  { json = false }: { readonly json?: boolean },
): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const { root, mainRoot } = repository;
  const all: Status = {
    worktrees: await readWorktreeStates(repository),
    passed: await readPassed(repository),
  };
  const commands = {
    verify: `${invocation(root, mainRoot)} verify`,
    close: (path: string) => closeCommand(mainRoot, path),
  };
  context.out(json ? renderJson(all) : renderStatus(all, commands));
  return 0;
}

async function readPassed(repository: Repository): Promise<Passed> {
  const { overrides, bypasses } = await readOpenDebts(repository);
  const names = [...overrides, ...bypasses].flatMap(({ pairs }) => pairs.map((pair) => pair.name));
  return { migrations: [...new Set(names)], since: overrides[0]?.at ?? bypasses[0]?.at ?? null };
}

function renderJson({ worktrees, passed }: Status): string {
  const shown = worktrees.map(({ lock, ...worktree }) => ({
    ...worktree,
    lock: lock === null ? null : { by: isOurLock(lock) ? 'migration-gate' : 'other', reason: lock },
  }));
  return `${JSON.stringify({ version: 1, worktrees: shown, passed }, null, 2)}\n`;
}
