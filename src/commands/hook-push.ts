import { isDryRun } from '../core/push-words.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { visible } from '../core/visible.ts';
import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { readNearestGit } from '../process/read-gits.ts';
import { readDebts, writeOverride } from '../state/debts.ts';
import { stateDir } from '../state/state-dir.ts';
import { askingOnce } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { type JudgedPush, sayPush } from './judge-push.ts';
import { judgeUpdate, overriddenBy } from './judge-update.ts';
import { readManagedPush } from './managed-push.ts';
import { nameCommit } from './name-commit.ts';
import { recordPassed } from './record-passed.ts';

/**
 * `pre-push <local oid> <remote ref> <remote oid>…`: judges what the remote branches would get.
 * What others have published does not count as there already: here the remote itself is asked.
 * Without arguments a hook manager calls it.
 */
export async function hookPush(
  context: Context,
  repository: Repository,
  given: readonly string[],
): Promise<ExitCode> {
  const args = given.length > 0 ? given : await readManagedPush(context, repository.git);
  const ask = askingOnce();
  const all: JudgedPush[] = [];
  for (let i = 0; i + 2 < args.length; i += 3) {
    const [next = '', ref = '', remote = ''] = args.slice(i, i + 3);
    all.push(await judgePushed(context, repository, { next, ref, remote }, ask));
  }
  const code = await sayPush(context, repository, all);
  if (code === 0 && !isDryRun((await readNearestGit(context.parentPid)) ?? [])) {
    await recordLetGo(context, repository, all);
  }
  return code;
}

type Pushed = { readonly next: string; readonly ref: string; readonly remote: string };

async function judgePushed(
  context: Context,
  repository: Repository,
  { next, ref, remote }: Pushed,
  ask: ReturnType<typeof askingOnce>,
): Promise<JudgedPush> {
  const { git } = repository;
  const isNew = /^0+$/.test(remote);
  const current = isNew ? null : await parse(git, `${remote}^{commit}`);
  const what = await nameCommit(git, next, '');
  const update = { ref, current, next, published: null, what };
  const judged = await judgeUpdate(context, repository, update, { ask });
  const unknown = !isNew && current === null;
  return { update, judged, remark: unknown ? await sayUnknown(repository, ref, remote) : null };
}

/**
 * Somebody pushed since the last fetch, so nothing counts as there already. The remote's address
 * is not said: it may hold a password.
 */
async function sayUnknown({ git }: Repository, ref: string, remote: string): Promise<string> {
  const remotes = (await git.line('remote')).split('\n').filter((name) => name !== '');
  const [only = ''] = remotes;
  const branch = ref.replace('refs/heads/', '');
  return (
    `What ${visible(branch)} has there, ${remote.slice(0, 7)}, is not in this clone, so all\n` +
    'migrations counted as new. To have only yours judged, type first:\n' +
    `  git fetch ${remotes.length === 1 ? shellQuote(visible(only)) : '--all'}\n`
  );
}

/** Once for each branch, also when a push is repeated; only when the whole push is let go. */
async function recordLetGo(
  context: Context,
  repository: Repository,
  all: readonly JudgedPush[],
): Promise<void> {
  const state = stateDir(repository.commonDir);
  const before = await readDebts(state, 'override');
  for (const { update, judged } of all) {
    const { ref, next } = update;
    const overridden = overriddenBy(judged);
    await recordPassed(context, repository, { ref: `push:${ref}`, next, overridden });
    if (judged.kind === 'passes' || judged.verdict.overridden === null || !judged.given) continue;
    const override = { ...judged.given, ref: update.ref, commit: update.next };
    const same = before.some(
      ({ reason, ref, commit }) =>
        reason === override.reason && ref === override.ref && commit === override.commit,
    );
    if (!same) await writeOverride(state, override);
  }
}
