import { decideDiscard, type Work } from '../core/discard.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { readIdentity } from '../git/read-identity.ts';
import { writeDiscard } from '../state/discards.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';
import type { Found } from './find-worktree.ts';
import { invocation } from './invocation.ts';
import { renderWhat, type What } from './read-candidate.ts';
import { removeClosed, stays } from './remove-closed.ts';
import { verifyCandidate } from './verify-candidate.ts';

type Given = {
  readonly what: What;
  readonly work: Work;
  readonly reason: string;
  /** The command that closes it without throwing anything away. */
  readonly close: string;
};

/**
 * `worktree close --discard --reason`: nothing is deployed, the branch stays, and who threw it away
 * and why is recorded in this clone. What brings no migrations asks nobody.
 */
export async function discard(context: Context, found: Found, given: Given): Promise<ExitCode> {
  const { worktree, repository } = found;
  const again = `${given.close} --discard --reason ${shellQuote(given.reason)}`;
  const { work } = given;
  if (work.brought.length > 0) {
    const verdict = await verifyCandidate(context, repository, { what: given.what });
    const verify = `${invocation(repository.root, repository.mainRoot)} verify`;
    const refusals = decideDiscard(verdict.report, work, {
      verify: `${verify} ${renderWhat(given.what)}`,
      close: given.close,
      discard: again,
      force: `git worktree remove -f -f ${shellQuote(worktree.path)}`,
    });
    if (refusals.length > 0) {
      context.err(renderRefusals(refusals, stays(worktree)));
      return 1;
    }
  }
  await writeDiscard(stateDir(repository.commonDir), {
    by: await readIdentity(repository.git),
    at: context.now(),
    reason: given.reason,
    worktree: worktree.path,
    ref: worktree.ref,
    commit: worktree.head,
    pairs: work.brought.map(({ name, blob }) => ({ name, blob })),
  });
  const code = await removeClosed(context, found, again);
  if (code === 0) context.out(whatStays(found));
  return code;
}

function whatStays({ worktree: { ref, head } }: Found): string {
  if (ref !== null) {
    return `Nothing was deployed. Its work stays on the branch ${ref.replace('refs/heads/', '')}.\n`;
  }
  return head === null ? '' : `Nothing was deployed. Its work stays as commit ${head}.\n`;
}
