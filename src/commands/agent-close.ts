import { exitCodeOf } from '../core/decide.ts';
import { renderReport } from '../core/render-report.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { closeCommand } from './close-command.ts';
import type { Context } from './context.ts';
import { type Found, findWorktree } from './find-worktree.ts';
import { readWork } from './read-work.ts';
import { stays } from './remove-closed.ts';
import { verifyCandidate } from './verify-candidate.ts';
import { readWhat } from './worktree-close.ts';

/** As `worktree close` judges it. True where the worktree has to stay. */
export async function judgeClose(context: Context, path: string): Promise<boolean> {
  const found = await attemptWorktree(context.cwd, path);
  if (found === null || (await readWork(found)).brought.length === 0) return false;
  const { worktree, repository } = found;
  const there = { ...context, cwd: repository.root };
  const verdict = await verifyCandidate(there, repository, { what: await readWhat(found) });
  if (exitCodeOf(verdict.report.verdict) === 0) return false;
  const close = closeCommand(repository.mainRoot, worktree.path);
  context.err(`migration-gate: ${visible(stays(worktree))}\n\n${renderReport(verdict)}`);
  context.err(`Then:\n  ${close}\n`);
  return true;
}

/** Of what is no linked worktree git itself says so. */
async function attemptWorktree(cwd: string, path: string): Promise<Found | null> {
  try {
    return await findWorktree(cwd, path);
  } catch (error) {
    if (error instanceof GateError && ['BAD_USAGE', 'NOT_A_REPOSITORY'].includes(error.code)) {
      return null;
    }
    throw error;
  }
}
