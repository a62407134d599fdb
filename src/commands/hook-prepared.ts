import type { Git } from '../git/git.ts';
import { isFetchedFrom } from '../git/read-fetched.ts';
import { readTip, readUpstream, type Upstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { readNearestGit } from '../process/read-gits.ts';
import { readCreation } from './branch-creation.ts';
import type { Context, ExitCode } from './context.ts';
import { judgeUpdate, overriddenBy } from './judge-update.ts';
import { nameCommit } from './name-commit.ts';
import { readRecovery } from './read-recovery.ts';
import { recordPassed } from './record-passed.ts';
import { sayVerdict } from './refuse-update.ts';
import { rememberUpdate } from './remember-update.ts';

/** The definitive check: `reference-transaction prepared <new> <ref> [<new> <ref>]…`. */
export async function hookPrepared(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  for (let i = 0; i + 1 < args.length; i += 2) {
    const code = await judgeRef(context, repository, args[i + 1] ?? '', args[i] ?? '');
    if (code !== 0) return code;
  }
  return 0;
}

async function judgeRef(
  context: Context,
  repository: Repository,
  ref: string,
  next: string,
): Promise<ExitCode> {
  const { git } = repository;
  const current = await readTip(git, ref);
  if (current === next) return 0;
  const words = await readNearestGit(context.parentPid);
  const creation =
    current === null ? await readCreation(repository, ref, next) : { policyOf: null };
  const free = creation === 'free';
  const update = {
    ref,
    current,
    policyOf: free ? null : creation.policyOf,
    next,
    published: await readPublished(git, ref, next, words),
    what: await nameCommit(git, next, ref),
  };
  const judged = free
    ? ({ kind: 'passes' } as const)
    : await judgeUpdate(context, repository, update);
  const recovery = (): Promise<string> => readRecovery(repository, update, words);
  const code = await sayVerdict(context, repository, update, judged, { recovery });
  if (code !== 0) return code;
  await recordPassed(context, repository, { ref, next, overridden: overriddenBy(judged) });
  await rememberUpdate(repository, update, judged);
  return 0;
}

/** What counts as published; a fetch into the branch itself moves it before its upstream. */
async function readPublished(
  git: Git,
  ref: string,
  next: string,
  words: readonly string[] | null,
): Promise<Upstream | null> {
  const upstream = await readUpstream(git, ref.replace('refs/heads/', ''));
  if (upstream === null || !(await isFetchedFrom(git, upstream, next, words))) return upstream;
  return { ...upstream, commit: next };
}
