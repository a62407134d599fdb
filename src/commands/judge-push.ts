import { exitCodeOf } from '../core/decide.ts';
import { renderReport } from '../core/render-report.ts';
import type { Repository } from '../git/repository.ts';
import type { Context, ExitCode } from './context.ts';
import type { Judged } from './judge-update.ts';
import type { Update } from './read-gate.ts';
import { type Circumstances, sayVerdict } from './refuse-update.ts';

/** One branch that a push moves, judged. */
export type JudgedPush = {
  readonly update: Update;
  readonly judged: Judged;
  /** What else is said when it is refused. */
  readonly remark?: string | null;
};

/**
 * Says what was decided on the branches of one push: git takes none of its refs when the hook
 * refuses one, so where some are refused only those are told.
 */
export async function sayPush(
  context: Context,
  repository: Repository,
  all: readonly JudgedPush[],
  circumstances: Circumstances = {},
): Promise<ExitCode> {
  const refused = all.filter(({ judged }) => codeOf(judged) !== 0);
  const said = new Set<string>();
  for (const { update, judged, remark = null } of refused.length > 0 ? refused : all) {
    const report = judged.kind === 'judged' ? renderReport(judged.verdict) : '';
    const given = { ...circumstances, push: true, again: said.has(report), remark };
    said.add(report);
    await sayVerdict(context, repository, update, judged, given);
  }
  const codes = refused.map(({ judged }) => codeOf(judged));
  return codes.includes(2) ? 2 : (codes[0] ?? 0);
}

const codeOf = (judged: Judged): ExitCode =>
  judged.kind === 'passes' ? 0 : exitCodeOf(judged.verdict.report.verdict);
