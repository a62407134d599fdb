import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCodeOf } from '../core/decide.ts';
import { renderReport } from '../core/render-report.ts';
import { GateError } from '../errors.ts';
import { openGit } from '../git/git.ts';
import { readRepository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import { deploy } from './deploy.ts';
import { verifyCandidate } from './verify.ts';

/**
 * `worktree close`: verifies what the worktree's HEAD has, then has git remove it, which refuses
 * while there is uncommitted work. One that is gone already is closed.
 */
export async function worktreeClose(context: Context, path?: string): Promise<ExitCode> {
  const folder = resolve(context.cwd, path ?? '.');
  if (!existsSync(folder)) {
    context.out(`${folder} is closed already.\n`);
    return 0;
  }
  const inside = { ...context, cwd: folder };
  const repository = await readRepository(folder);
  if (repository.root === repository.mainRoot) {
    throw new GateError('BAD_USAGE', {
      problem: `${folder} is the main worktree, which cannot be closed.`,
      fix: 'git worktree list',
    });
  }
  const what = { kind: 'tree-ish', name: 'HEAD' } as const;
  const verdict = await verifyCandidate(inside, repository, { what });
  context.out(renderReport(verdict));
  let code = exitCodeOf(verdict.report.verdict);
  if (code === 1 && (await context.confirm('Deploy to production now?')) === true) {
    code = await deploy(inside, { what, yes: true, pin: false });
    if (code === 0)
      code = exitCodeOf((await verifyCandidate(inside, repository, { what })).report.verdict);
  }
  if (code !== 0) return code;
  await openGit(repository.mainRoot, true).text('worktree', 'remove', '--', repository.root);
  context.out(`Closed ${repository.root}\n`);
  return 0;
}
