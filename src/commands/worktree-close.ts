import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCodeOf } from '../core/decide.ts';
import { renderReport } from '../core/render-report.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import { exitOf, openGit } from '../git/git.ts';
import { readCurrentBranch } from '../git/refs.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import { deploy } from './deploy.ts';
import { invocation } from './invocation.ts';
import type { What } from './read-candidate.ts';
import { verifyCandidate } from './verify.ts';

/**
 * `worktree close`: verifies what the worktree's HEAD has, offers to deploy it, then has git remove
 * the worktree, which refuses while there is uncommitted work. One that is gone already is closed.
 */
export async function worktreeClose(
  context: Context,
  path: string | undefined,
  { yes = false }: { readonly yes?: boolean },
): Promise<ExitCode> {
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
  const what = await readWhat(repository);
  let code = await sayReport(inside, repository, what);
  // Without a terminal there is nobody to ask: then it is a block, and the report says all.
  if (code === 1 && (yes || (await context.confirm('Deploy to production now?')) === true)) {
    code = await deploy(inside, { what, yes: true, pin: false });
    if (code === 0) code = await sayReport(inside, repository, what);
  }
  return code === 0 ? removeWorktree(context, repository) : code;
}

/** By its own name, not as HEAD: what a report prints may be typed in another worktree. */
async function readWhat({ git }: Repository): Promise<What> {
  const ref = await readCurrentBranch(git);
  const name = ref?.replace('refs/heads/', '') ?? (await git.line('rev-parse', 'HEAD'));
  return { kind: 'tree-ish', name };
}

async function sayReport(context: Context, repository: Repository, what: What): Promise<ExitCode> {
  const verdict = await verifyCandidate(context, repository, { what });
  context.out(renderReport(verdict));
  return exitCodeOf(verdict.report.verdict);
}

async function removeWorktree(context: Context, repository: Repository): Promise<ExitCode> {
  const { root, mainRoot } = repository;
  try {
    await openGit(mainRoot, true).text('worktree', 'remove', '--', root);
  } catch (error) {
    const said = exitOf(error)?.stderr;
    if (said === undefined || !(await hasUncommitted(root))) throw error;
    sayUncommitted(context, repository, said);
    return 1;
  }
  context.out(`Closed ${root}\n`);
  return 0;
}

/** Asked the way `git worktree remove` itself asks. */
async function hasUncommitted(root: string): Promise<boolean> {
  const status = ['status', '--porcelain', '--ignore-submodules=none'];
  return (await openGit(root, true).text(...status)) !== '';
}

function sayUncommitted(context: Context, { root, mainRoot }: Repository, said: string): void {
  // fatal: '/src/feature' contains modified or untracked files, use --force to delete it
  const message = said.replace(/^fatal: /, '').replace(/,[^,]*--force.*$/, '');
  const there = `git -C ${shellQuote(root)}`;
  const fixes = [
    `${there} add --all && ${there} commit`,
    `or: ${there} stash --include-untracked`,
    `${invocation(mainRoot, mainRoot, context.program.script)} worktree close ${shellQuote(root)}`,
  ];
  context.err(renderRefusals([{ message, fixes }], `${root} stays as it is.`));
}
