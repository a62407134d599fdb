import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { removeRefused } from '../state/refused.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';
import { hookCommit } from './hook-commit.ts';
import { hookCommitted, hookStamp } from './hook-committed.ts';
import { hookMerge, hookRebase } from './hook-early.ts';
import { hookPrepared } from './hook-prepared.ts';
import { hookPush } from './hook-push.ts';
import { hookReceive } from './hook-receive.ts';
import { hookSchema } from './hook-schema.ts';
import { hookWorktree } from './hook-worktree.ts';

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

const HOOKS: Record<string, Hook> = {
  'reference-transaction': (context, repository, [state = '', ...rest]) => {
    if (state === 'early') return hookMerge(context, repository, rest[0] ?? '');
    if (state === 'committed') return hookCommitted(context, repository, rest);
    if (state === 'stamp') return hookStamp(context, repository, rest);
    return hookPrepared(context, repository, rest);
  },
  'pre-merge-commit': (context, repository, [tree = '']) =>
    hookCommit(context, repository, 'pre-merge-commit', tree),
  'pre-commit': async (context, repository, [tree = '']) => {
    if (tree === 'schema') return hookSchema(context, repository);
    const code = await hookCommit(context, repository, 'pre-commit', tree);
    return code === 0 ? hookSchema(context, repository) : code;
  },
  'pre-rebase': (context, repository, [upstream = '', branch = '']) =>
    hookRebase(context, repository, upstream, branch),
  'pre-push': hookPush,
  'pre-receive': hookReceive,
  'post-checkout': hookWorktree,
  'post-commit': hookWorktree,
  'post-merge': hookWorktree,
  'post-rewrite': hookWorktree,
};
