import { exitCodeOf } from '../core/decide.ts';
import { renderReport, renderSummary } from '../core/render-report.ts';
import { visible } from '../core/visible.ts';
import { readHead } from '../git/refs.ts';
import type { Repository } from '../git/repository.ts';
import { writeRefused } from '../state/refused.ts';
import { stateDir } from '../state/state-dir.ts';
import type { Context, ExitCode } from './context.ts';
import type { Judged } from './judge-update.ts';
import type { Update } from './read-gate.ts';
import { readGitCommand } from './read-git-command.ts';

type Circumstances = {
  /** Reads how to get the files back, as text; asked only after a refusal. */
  readonly recovery?: () => Promise<string>;
  /** The definitive check comes after it. */
  readonly early?: boolean;
  /** The branch is the remote's, and the local one of that name is another. */
  readonly push?: boolean;
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
  { recovery, early = false, push = false }: Circumstances = {},
): Promise<ExitCode> {
  if (judged.kind === 'passes') return 0;
  const { verdict } = judged;
  const code = exitCodeOf(verdict.report.verdict);
  const branch = visible(update.ref.replace('refs/heads/', ''));
  if (code === 0) {
    // The definitive check comes after an early one, and says it once.
    if (early) return 0;
    context.err(
      verdict.overridden === null
        ? `migration-gate: ${branch}: every migration it brings is applied and deployed.\n`
        : `${renderSummary(verdict)}\n`,
    );
    return 0;
  }
  context.err(`migration-gate: ${branch} stays as it is; this update is refused.\n\n`);
  context.err(renderReport(verdict));
  if (recovery !== undefined) context.err(await recovery());
  const { git, root, commonDir } = repository;
  const prefix = context.env['GIT_PREFIX'];
  await writeRefused(stateDir(commonDir), {
    ref: update.ref,
    current: push ? null : update.current,
    root,
    head: await readHead(git),
    what: update.what,
    command: await readGitCommand({ pid: context.parentPid, root, prefix }),
  });
  return code;
}
