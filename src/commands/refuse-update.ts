import { exitCodeOf } from '../core/decide.ts';
import type { Operation } from '../core/operation.ts';
import { renderReport, renderSummary } from '../core/render-report.ts';
import { withShortAudit } from '../core/short-audit.ts';
import { visible } from '../core/visible.ts';
import { readOperand, readOperation } from '../git/read-operation.ts';
import { readHead } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { removeRefused, writeRefused } from '../state/refused.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';
import type { Judged } from './judge-update.ts';
import type { Update } from './read-gate.ts';
import { readRefusedCommand } from './read-refused-command.ts';

/** What a refusal has to say besides the report. */
export type Circumstances = {
  /** Reads how to get the files back, as text; asked only after a refusal. */
  readonly recovery?: () => Promise<string>;
  /** The definitive check comes after it. */
  readonly early?: boolean;
  /** The branch is the remote's, and the local one of that name is another. */
  readonly push?: boolean;
  /** What git is in the middle of, or about to be; else it is asked, where the check is the last. */
  readonly operation?: Operation;
  /** The report was printed already, above the question. */
  readonly reported?: boolean;
  /** The same report was printed for another branch of the push. */
  readonly again?: boolean;
  /** The one who reads it is not here, so nothing is kept for `ready`. */
  readonly elsewhere?: boolean;
  /** What else there is to say of a refusal, in lines of its own. */
  readonly remark?: string | null;
};

/**
 * Says what was decided on one update, on stderr, where git shows it. A refusal ends with the
 * command that gives the files back, where git has moved some already.
 */
export async function sayVerdict(
  context: Context,
  repository: Repository,
  update: Update,
  judged: Judged,
  given: Circumstances = {},
): Promise<ExitCode> {
  const { recovery, early = false } = given;
  if (judged.kind === 'passes') return 0;
  const { verdict } = judged;
  const code = exitCodeOf(verdict.report.verdict);
  const branch = visible(update.ref.replace('refs/heads/', ''));
  if (code === 0) {
    // The definitive check comes after an early one, and says it once.
    if (early) return 0;
    await removeRefused(stateDir(repository.commonDir), update.ref);
    context.err(
      verdict.overridden === null
        ? `migration-gate: ${branch}: every migration it brings is applied and deployed.\n`
        : `${renderSummary(verdict)}\n`,
    );
    return 0;
  }
  context.err(`migration-gate: ${branch} stays as it is${reasonOf(given)}.\n`);
  if (!given.reported && !given.again) {
    const short = withShortAudit(verdict, judged.facts.advice);
    context.err(`\n${renderReport(short)}`);
  }
  if (given.remark) context.err(given.remark);
  if (recovery !== undefined) context.err(await recovery());
  if (!given.elsewhere) await recordRefusal(context, repository, update, given);
  return code;
}

function reasonOf({ again = false, push = false }: Circumstances): string {
  return again ? ', for the same reasons' : `; this ${push ? 'push' : 'update'} is refused`;
}

async function recordRefusal(
  context: Context,
  { git, root, commonDir }: Repository,
  { ref, current, next, what }: Update,
  { early = false, push = false, operation }: Circumstances,
): Promise<void> {
  const last = !early && !push;
  const middle = operation ?? (last ? await readOperation(git) : 'none');
  await writeRefused(stateDir(commonDir), {
    ref,
    push,
    current,
    root,
    head: await readHead(git),
    what,
    of: (await readOperand(git, middle)) ?? (middle === 'merge' ? mergedCommit(context) : null),
    ...(await readRefusedCommand(context, middle, last ? next : null)),
  });
}

/** What `git merge` exports as GITHEAD_<oid> before it writes MERGE_HEAD; null: not one alone. */
function mergedCommit({ env }: Context): string | null {
  const oids = Object.keys(env).flatMap(
    (name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? [],
  );
  return oids.length === 1 ? (oids[0] ?? null) : null;
}
