import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import { openGit } from '../git/git.ts';
import { readWorktrees, type Worktree } from '../git/read-worktrees.ts';
import { type Repository, readRepository } from '../git/repository.ts';

/** A linked worktree that a person named. */
export type Found = {
  readonly worktree: Worktree;
  /** Where git is asked about it: in itself; where it is gone, in the one the command was given. */
  readonly repository: Repository;
};

/**
 * The linked worktree at a path: any way to write it, also through a symbolic link; the one around
 * the folder where the command is given, when no path is. null: there is neither a folder nor a
 * worktree of that path. Throws BAD_USAGE for what is no linked worktree.
 */
export async function findWorktree(cwd: string, path: string | undefined): Promise<Found | null> {
  const folder = realPath(resolve(cwd, path ?? '.'));
  if (!existsSync(folder)) return findGone(cwd, folder);
  if (!statSync(folder).isDirectory()) {
    throw new GateError('BAD_USAGE', {
      problem: `${folder} is a file, not a worktree.`,
      fix: 'git worktree list',
    });
  }
  const repository = await readRepository(folder);
  const { root } = repository;
  const worktrees = await readWorktrees(openGit(root, true));
  const worktree = worktrees.find((other) => other.path === root);
  const remade = worktrees.find((other) => other.path === folder && other.gone);
  if (remade) throw noLonger(folder);
  if (worktree === undefined) throw movedByHand(root);
  if (worktree.main) {
    throw new GateError('BAD_USAGE', {
      problem: `${folder} is the main worktree, which cannot be closed.`,
      fix: 'git worktree list',
    });
  }
  if (folder !== root && folder !== realPath(cwd)) {
    throw new GateError('BAD_USAGE', {
      problem: `${folder} is a folder inside the worktree ${root}.`,
      fix: `migration-gate worktree close ${shellQuote(root)}`,
    });
  }
  return { worktree, repository };
}

/** One that was deleted by hand; git lists it by the path that it had. */
async function findGone(cwd: string, folder: string): Promise<Found | null> {
  const repository = await readRepository(cwd);
  const worktrees = await readWorktrees(openGit(repository.root, true));
  const worktree = worktrees.find((other) => other.path === folder);
  return worktree === undefined ? null : { worktree, repository };
}

/** Of what is not there, as far as it is. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
}

function noLonger(folder: string): GateError {
  return new GateError('BAD_USAGE', {
    problem: `${folder} is another folder now; its worktree was deleted by hand.`,
    fix: `Move that folder away, then:\nmigration-gate worktree close ${shellQuote(folder)}`,
  });
}

function movedByHand(root: string): GateError {
  return new GateError('BAD_USAGE', {
    problem: `git does not know that there is a worktree at ${root}; it was moved by hand.`,
    fix:
      `git -C ${shellQuote(root)} worktree repair\n` +
      `migration-gate worktree close ${shellQuote(root)}`,
  });
}
