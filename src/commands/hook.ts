import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { removeRefused } from '../state/refused.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';

/**
 * What the sh hooks start when an update may be ours (hooks/ says with which arguments). The exit
 * code goes to git as it is: any but 0 refuses.
 */
export async function hook(context: Context, args: readonly string[]): Promise<ExitCode> {
  const [name = '', ...rest] = args;
  if (name === '--help' || name === '-h') {
    context.out('migration-gate hook is what the installed git hooks call; nobody types it.\n');
    return 0;
  }
  const repository = await readRepository(context.cwd);
  const call = HOOKS[name];
  if (call === undefined) {
    throw new GateError('BAD_USAGE', {
      problem: `There is no hook ${name}.`,
      fix: 'npx --no migration-gate init --hooks',
    });
  }
  try {
    return await call(context, repository, rest);
  } catch (error) {
    // Refused without a verdict: what was refused before is no longer the last.
    await removeRefused(stateDir(repository.commonDir));
    throw error;
  }
}

type Hook = (c: Context, r: Repository, args: readonly string[]) => Promise<ExitCode>;

/** Each is loaded alone: what one of them needs costs the others no time. */
const HOOKS: Record<string, Hook> = {
  'reference-transaction': hookTransaction,
  'pre-merge-commit': async (context, repository, [tree = '']) =>
    (await import('./hook-commit.ts')).hookCommit(context, repository, 'pre-merge-commit', tree),
  'pre-commit': hookPreCommit,
  'pre-rebase': async (context, repository, [upstream = '', branch = '']) =>
    (await import('./hook-early.ts')).hookRebase(context, repository, upstream, branch),
  'pre-push': async (...given) => (await import('./hook-push.ts')).hookPush(...given),
  'pre-receive': async (...given) => (await import('./hook-receive.ts')).hookReceive(...given),
  'post-checkout': hookLock,
  'post-commit': hookLock,
  'post-merge': hookLock,
  'post-rewrite': hookLock,
};

async function hookTransaction(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  const [state, ...rest] = args;
  if (state === 'early') {
    return (await import('./hook-early.ts')).hookMerge(context, repository, rest[0] ?? '');
  }
  if (state === 'committed' || state === 'stamp') {
    const { hookCommitted, hookStamp } = await import('./hook-committed.ts');
    return (state === 'stamp' ? hookStamp : hookCommitted)(context, repository, rest);
  }
  return (await import('./hook-prepared.ts')).hookPrepared(context, repository, rest);
}

async function hookPreCommit(
  context: Context,
  repository: Repository,
  [tree = '']: readonly string[],
): Promise<ExitCode> {
  if (tree !== 'schema') {
    const { hookCommit } = await import('./hook-commit.ts');
    const code = await hookCommit(context, repository, 'pre-commit', tree);
    if (code !== 0) return code;
  }
  return (await import('./hook-schema.ts')).hookSchema(context, repository, tree);
}

async function hookLock(...given: Parameters<Hook>): Promise<ExitCode> {
  return (await import('./hook-worktree.ts')).hookWorktree(...given);
}
