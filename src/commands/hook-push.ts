import type { Repository } from '../git/repository.ts';
import { parse } from '../git/resolve-revision.ts';
import { writeOverride } from '../state/debts.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';
import { judgeUpdate, overriddenBy } from './judge-update.ts';
import { nameCommit } from './name-commit.ts';
import { recordPassed } from './record-passed.ts';
import { sayVerdict } from './refuse-update.ts';

/**
 * `pre-push <local oid> <remote ref> <remote oid>…`: judges what the remote branch would get.
 * What others have published does not count as there already: here the remote itself is asked.
 */
export async function hookPush(
  context: Context,
  repository: Repository,
  args: readonly string[],
): Promise<ExitCode> {
  const { git } = repository;
  for (let i = 0; i + 2 < args.length; i += 3) {
    const [next = '', ref = '', remote = ''] = args.slice(i, i + 3);
    const update = {
      ref,
      // Zero for a new branch; unknown here when others have pushed: nothing counts as there.
      current: /^0+$/.test(remote) ? null : await parse(git, `${remote}^{commit}`),
      next,
      published: null,
      what: await nameCommit(git, next, ''),
    };
    const judged = await judgeUpdate(context, repository, update);
    const code = await sayVerdict(context, repository, update, judged, { push: true });
    if (code !== 0) return code;
    const passed = { ref: `push:${ref}`, next, overridden: overriddenBy(judged) };
    await recordPassed(context, repository, passed);
    if (judged.kind === 'judged' && judged.verdict.overridden && judged.given) {
      const override = { ...judged.given, ref, commit: next };
      await writeOverride(stateDir(repository.commonDir), override);
    }
  }
  return 0;
}
