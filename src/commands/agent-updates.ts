import { parsePushWords } from '../core/push-updates.ts';
import type { Git } from '../git/git.ts';
import { readBranches, readCurrentBranch, readTip, readUpstream } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { askingOnce } from './ask-targets.ts';
import type { Context } from './context.ts';
import { protectOf, readOwnConfig, targetsIn } from './gate-settings.ts';
import { judgeUpdate } from './judge-update.ts';
import { nameCommit } from './name-commit.ts';
import { readMergeUpdate } from './read-merge-update.ts';
import { sayVerdict } from './refuse-update.ts';

/** As `reference-transaction` judges it at its first call. True where it is blocked. */
export async function judgeMerge(
  context: Context,
  repository: Repository,
  name: string,
): Promise<boolean> {
  const { git } = repository;
  const ref = await readCurrentBranch(git);
  const merged = ref === null ? null : await parse(git, `${name}^{commit}`);
  if (ref === null || merged === null || (await readTip(git, ref)) === null) return false;
  const update = await readMergeUpdate(git, ref, merged);
  if (update === null) return false;
  const judged = await judgeUpdate(context, repository, update);
  return (await sayVerdict(context, repository, update, judged, SILENT)) !== 0;
}

/** Nothing has run, so there is nothing to record; and what passes passes without a word. */
const SILENT = { early: true, elsewhere: true, operation: 'none' } as const;

/** As `pre-push` judges it, by what this clone knows of the remote. True where it is blocked. */
export async function judgePush(
  context: Context,
  repository: Repository,
  words: readonly string[],
): Promise<boolean> {
  const { git } = repository;
  const ask = askingOnce();
  let blocked = false;
  for (const { source, ref, remote } of await readPushed(repository, words)) {
    const next = await parse(git, `${source}^{commit}`);
    if (next === null) continue;
    const there = `refs/remotes/${remote}/${ref.replace('refs/heads/', '')}`;
    const current = await parse(git, `${there}^{commit}`);
    // What an address has is not known here: pre-push is told.
    if (current === null && !(await isRemote(git, remote))) continue;
    const what = await nameCommit(git, next, '');
    const update = { ref, current, next, published: null, what };
    const judged = await judgeUpdate(context, repository, update, { ask });
    const given = { ...SILENT, push: true };
    blocked = (await sayVerdict(context, repository, update, judged, given)) !== 0 || blocked;
  }
  return blocked;
}

const isRemote = async (git: Git, name: string): Promise<boolean> =>
  (await git.line('remote')).split('\n').includes(name);

/** Of hundreds of branches those that are worth asking about, by the config that is here. */
async function readProtectedNames(repository: Repository): Promise<string[]> {
  const { git } = repository;
  const config = await readOwnConfig(repository);
  const protect = await protectOf(git, config);
  const names = [...(await readBranches(git)).keys()].map((ref) => ref.replace('refs/heads/', ''));
  return names.filter((name) => targetsIn(protect, config, name) !== null);
}

type Pushed = { readonly source: string; readonly ref: string; readonly remote: string };

async function readPushed(repository: Repository, words: readonly string[]): Promise<Pushed[]> {
  const { git } = repository;
  const { remote: named, branches, all } = parsePushWords(words);
  const head = (await readCurrentBranch(git))?.replace('refs/heads/', '') ?? null;
  const upstream = head === null ? null : await readUpstream(git, head);
  const remote = named ?? upstream?.remote ?? 'origin';
  const pushed = (source: string, branch: string): Pushed => ({
    source,
    ref: `refs/heads/${branch === 'HEAD' ? (head ?? '') : branch}`,
    remote,
  });
  if (all) {
    const local = await readProtectedNames(repository);
    return local.map((branch) => pushed(`refs/heads/${branch}`, branch));
  }
  if (branches !== null) return branches.map(({ source, branch }) => pushed(source, branch));
  if (head === null) return [];
  const mode = (await git.maybe('config', '--get', 'push.default'))?.trim() ?? '';
  const toUpstream = ['upstream', 'tracking'].includes(mode) && upstream !== null;
  return [pushed(`refs/heads/${head}`, toUpstream ? upstream.branch : head)];
}
