import { parseGitWords } from '../core/git-words.ts';
import { parseMergeStrategy } from '../core/merge-command.ts';
import { parseOnto } from '../core/rebase-onto.ts';
import { readCurrentBranch, readTip } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse, resolveMerge } from '../git/resolve-revision.ts';
import { readNearestGit } from '../process/read-gits.ts';
import type { Context, ExitCode } from './context.ts';
import { judgeOrDeploy } from './judge-or-deploy.ts';
import { judgeUpdate } from './judge-update.ts';
import { readMergeUpdate, readUpdate } from './read-merge-update.ts';
import { sayVerdict } from './refuse-update.ts';

/**
 * Merge and pull, judged while nothing is touched yet. Where the result cannot be told from here,
 * it says nothing: the definitive check judges the real one.
 */
export async function hookMerge(
  context: Context,
  repository: Repository,
  merged: string,
): Promise<ExitCode> {
  const { git } = repository;
  const ref = await readCurrentBranch(git);
  if (ref === null || !(await isPlainMerge(context, repository, ref))) return 0;
  const update = await readMergeUpdate(git, ref, merged);
  return update === null ? 0 : judgeOrDeploy(context, repository, update);
}

/** `pre-rebase`: the branch as it would be after the rebase, as a merge shows it. */
export async function hookRebase(
  context: Context,
  repository: Repository,
  upstream: string,
  ref: string,
): Promise<ExitCode> {
  const { git } = repository;
  const line = await readNearestGit(context.parentPid);
  if (line === null) return 0;
  // `git pull --rebase` names its upstream as --onto, too; another one gives another result.
  const onto = parseOnto(line);
  if (onto !== null && (await parse(git, `${onto}^{commit}`)) !== upstream) return 0;
  const tip = await readTip(git, ref);
  const result = tip && (await resolveMerge(git, tip, upstream));
  if (result === null) return 0;
  const what = { kind: 'tree-ish', name: result } as const;
  const update = await readUpdate(git, { ref, next: result, what });
  const judged = await judgeUpdate(context, repository, update);
  return sayVerdict(context, repository, update, judged, { early: true });
}

/** No strategy or option, on the command line or in the config, that makes another tree. */
async function isPlainMerge(context: Context, { git }: Repository, ref: string): Promise<boolean> {
  const line = await readNearestGit(context.parentPid);
  if (line === null || parseMergeStrategy(line) !== 'plain') return false;
  // A merge that gives up runs `git reset` to clean up after itself, which must not be refused.
  if (parseGitWords(line).command !== 'merge') return false;
  const branch = ref.replace('refs/heads/', '');
  const keys = (await git.text('config', '--list', '--name-only', '-z')).split('\0');
  // git gives the last part of a key, and one without a branch's name, in lower case.
  return !keys.includes(`branch.${branch}.mergeoptions`) && !keys.includes('pull.twohead');
}
