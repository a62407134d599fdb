import type { Git } from '../git/git.ts';
import { isFetchedFrom } from '../git/read-fetched.ts';
import { readUpstream, type Upstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { writeOnCommit } from '../state/on-commit.ts';
import { stateDir } from '../state/state-dir.ts';
import { createsFreely } from './branch-creation.ts';
import type { Context, ExitCode } from './context.ts';
import { CONFIG_FILE } from './gate-settings.ts';
import { type Judged, judgeUpdate } from './judge-update.ts';
import { nameCommit } from './name-commit.ts';
import type { Update } from './read-gate.ts';
import { readNearestGit } from './read-git-command.ts';
import { readRecovery } from './read-recovery.ts';
import { sayVerdict } from './refuse-update.ts';

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
  const current = await parse(git, ref);
  if (current === next) return 0;
  const words = await readNearestGit(context.parentPid);
  const free = current === null && (await createsFreely(repository, ref, next));
  const update = {
    ref,
    current,
    next,
    published: await readPublished(git, ref, next, words),
    what: await nameCommit(git, next, ref),
  };
  const judged = free
    ? ({ kind: 'passes' } as const)
    : await judgeUpdate(context, repository, update);
  const recovery = (): Promise<string> => readRecovery(repository, update, words);
  const code = await sayVerdict(context, repository, update, judged, { recovery });
  if (code === 0) await rememberFor(repository, update, judged);
  return code;
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

/** What is to be done once the ref has moved: git may still abort. */
async function rememberFor(
  { git, commonDir }: Repository,
  { ref, current, next }: Update,
  judged: Judged,
): Promise<void> {
  const overrides = judged.kind === 'judged' && judged.verdict.overridden !== null;
  const override = overrides && judged.given ? { ...judged.given, ref, commit: next } : null;
  const before = current && (await parse(git, `${current}:${CONFIG_FILE}`));
  const after = await parse(git, `${next}:${CONFIG_FILE}`);
  const stamp = after !== null && after !== before;
  if (override === null && !stamp) return;
  await writeOnCommit(stateDir(commonDir), { ref, oid: next, override, stamp });
}
