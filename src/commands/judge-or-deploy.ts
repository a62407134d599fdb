import { decide } from '../core/decide.ts';
import { pendingTargets, planOffer } from '../core/plan-offer.ts';
import { renderReport } from '../core/render-report.ts';
import { withShortAudit } from '../core/short-audit.ts';
import { visible } from '../core/visible.ts';
import { isLocked } from '../git/read-locks.ts';
import { readStanding } from '../git/read-standing.ts';
import type { Repository } from '../git/repository.ts';
import { OFFER } from './ask-to-deploy.ts';
import type { Context, ExitCode } from './context.ts';
import { type Judged, judgeUpdate } from './judge-update.ts';
import { policyCommit, type Update } from './read-gate.ts';
import { type Circumstances, sayVerdict } from './refuse-update.ts';

/**
 * Judges an update before the definitive check. Where deploying is all that is missing and there
 * is a person to ask, it asks, while neither a branch nor the index is locked: a yes deploys, and
 * git goes on when the update is then found ready; anything else is the usual refusal.
 */
export async function judgeOrDeploy(
  context: Context,
  repository: Repository,
  update: Update,
  early: Circumstances = { early: true },
): Promise<ExitCode> {
  const judged = await judgeUpdate(context, repository, update);
  const targets = judged.kind === 'judged' ? await readOffer(context, repository, judged) : null;
  if (judged.kind === 'passes' || targets === null) {
    return sayVerdict(context, repository, update, judged, early);
  }
  const locked = await isLocked(repository.git, update.ref);
  const terminal = locked ? null : await context.openTerminal();
  if (terminal === null) return sayVerdict(context, repository, update, judged, early);
  const standing = await readStanding(repository.git);
  sayPending(context, update, await withSummaries(await withAudit(repository, update, judged)));
  const yes = await terminal.ask(OFFER);
  const said = { ...early, reported: true };
  if (!yes) return sayVerdict(context, repository, update, judged, said);
  const hasMoved = async (): Promise<boolean> => (await readStanding(repository.git)) !== standing;
  if (await hasMoved()) return sayMoved(context, update);
  const watched = { ...context, out: context.err };
  const { runPending } = await import('./run-pending.ts');
  await runPending(watched, repository, judged, { targets, what: update.what });
  if (await hasMoved()) return sayMoved(context, update);
  const again = await judgeUpdate(context, repository, update);
  return sayVerdict(context, repository, update, again, early);
}

type Pending = Extract<Judged, { kind: 'judged' }>;

/** Who is asked sees what would run; a refusal without a question does not wait for it. */
async function withAudit(
  repository: Repository,
  update: Update,
  { facts, config, ...rest }: Pending,
): Promise<Pending> {
  const { readAudit } = await import('./read-audit.ts');
  const policy = { config, policyAt: policyCommit(update) };
  const audited = { ...facts, audit: facts.audit ?? (await readAudit(repository, policy, facts)) };
  return { ...rest, config, facts: audited, verdict: decide(audited) };
}

/** And what each of them changes. */
async function withSummaries({ verdict, facts, ...rest }: Pending): Promise<Pending> {
  const files = facts.candidate.migrations.flatMap(({ name, blob }) => {
    const sql = facts.contents.get(blob);
    return sql === undefined ? [] : [{ name, blob, sql }];
  });
  const { summariseFiles } = await import('./summarise-files.ts');
  const byBlob = await summariseFiles(files);
  const summaries = new Map(files.map(({ name, blob }) => [name, byBlob.get(blob) ?? '']));
  return { ...rest, facts, verdict: byBlob.size === 0 ? verdict : { ...verdict, summaries } };
}

async function readOffer(
  context: Context,
  repository: Repository,
  { facts: known, verdict, config }: Pending,
): Promise<readonly string[] | null> {
  if (pendingTargets(verdict.report) === null) return null;
  const { lookIfAnyEmpty } = await import('./look-if-empty.ts');
  const facts = await lookIfAnyEmpty(context, repository, config, known);
  const { parseFiles } = await import('./run-job.ts');
  return planOffer(facts, verdict.report, await parseFiles(facts));
}

function sayPending(context: Context, { ref }: Update, { verdict, facts }: Pending): void {
  const branch = visible(ref.replace('refs/heads/', ''));
  context.err(`migration-gate: ${branch} would get migrations that are not deployed.\n\n`);
  context.err(renderReport(withShortAudit(verdict, facts.advice)));
}

/** git would go on with the HEAD and the index that it read before, and undo what came since. */
function sayMoved(context: Context, { ref }: Update): ExitCode {
  const branch = visible(ref.replace('refs/heads/', ''));
  context.err(`migration-gate: ${branch} or the index has changed since the question was asked;\n`);
  context.err('this update is refused.\n\nWhat to type:\n  the same git command again\n');
  return 1;
}
