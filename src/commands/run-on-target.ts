import type { Candidate } from '../core/candidate.ts';
import type { Facts } from '../core/facts.ts';
import type { RunPlan } from '../core/plan-run.ts';
import { nothingRan, renderPlan, renderRefusals } from '../core/render-run.ts';
import { fixForPending } from '../core/target-reasons.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { invocation } from './invocation.ts';
import { type Case, readFacts } from './judge.ts';
import { lookIfEmpty } from './look-if-empty.ts';
import { NO_DEBTS } from './open-debts.ts';
import { readCandidate, renderWhat } from './read-candidate.ts';
import { isIdle, parseFiles, planOf, type Run } from './run-job.ts';
import { runUnderLock } from './run-under-lock.ts';
import { summariseFiles } from './summarise-files.ts';

/**
 * Plan, confirmation, lock, the migrations one by one, and a last look (contract 8).
 *
 * @param judged exactly what is to run, where it was read already: a branch may have moved since
 */
export async function runOnTarget(
  context: Context,
  repository: Repository,
  run: Run,
  judged?: Candidate,
): Promise<ExitCode> {
  const candidate = judged ?? (await readCandidate(repository, run.config, run.what));
  const given: Case = {
    candidate,
    config: run.config,
    targets: [run.target, ...run.beside],
    before: null,
    brought: null,
    debts: NO_DEBTS,
    given: null,
    ignoredOverride: null,
    advice: {
      invoke: invocation(repository.root, repository.mainRoot, context.program.script),
      what: renderWhat(run.what, candidate),
    },
    searchOrphans: false,
    beside: { names: run.beside, seconds: run.besideSeconds },
    forDeploy: true,
  };
  const read = await readFacts(context, repository, given);
  if (run.optional && isOff(read, run.target)) return 0;
  const facts = await withEmptiness(context, repository, run, read);
  const parsed = await parseFiles(facts);
  const plan = planOf(facts, run, parsed);
  const where = describeTarget(facts, run.target);
  if (plan.refusals.length > 0) {
    context.err(renderRefusals(plan.refusals, nothingRan(where)));
    return isUnconfigured(facts, run) ? 2 : 1;
  }
  await sayPlan(context, repository, run, plan, where);
  if (run.dryRun) return 0;
  if (!isIdle(plan) && !(await confirmPlan(context, run, facts))) return 1;
  const target = await resolveTarget(context, repository, run.config, run.target);
  return runUnderLock(context, repository, { run, facts, parsed, target, plan, where });
}

/** A candidate with a baseline begins with it where there is nothing yet. */
async function withEmptiness(
  context: Context,
  repository: Repository,
  { config, target: name }: Run,
  facts: Facts,
): Promise<Facts> {
  const isAsked = facts.targets.some((each) => each.name === name && each.reading.access === 'ok');
  if (facts.candidate.baseline === undefined || !isAsked) return facts;
  const target = await resolveTarget(context, repository, config, name);
  return lookIfEmpty(facts, target, config.timeoutSeconds);
}

/** The plan, and beneath it, where DigitalOcean's token is there, how old its newest backup is. */
async function sayPlan(
  context: Context,
  repository: Repository,
  run: Run,
  plan: RunPlan,
  where: string,
): Promise<void> {
  if (!isIdle(plan) || run.origin === 'deployed') {
    const files = plan.run.map(({ migration, sql }) => ({ blob: migration.blob, sql }));
    context.out(renderPlan(plan, where, await summariseFiles(files)));
  }
  if (isIdle(plan) || run.origin !== 'deployed') return;
  const target = await resolveTarget(context, repository, run.config, run.target);
  // Not for a hook to load: it mostly asks nobody.
  const { readBackupNote } = await import('./read-backup-note.ts');
  const note = await readBackupNote(context, repository, target);
  if (note !== null) context.out(`  ${note}\n`);
}

async function confirmPlan(context: Context, run: Run, facts: Facts): Promise<boolean> {
  if (!run.confirm) return true;
  const answer = await context.confirm(`Run this on ${run.target}?`);
  if (answer === null) {
    const action = run.origin === 'deployed' ? 'deploy' : 'apply';
    const { invoke } = facts.advice;
    const { within, typed = [] } = run;
    const own = within === undefined ? fixForPending(run.target, facts) : `${invoke} ${within}`;
    const again = [own, ...typed, '--yes'];
    throw new GateError('NEEDS_CONFIRMATION', { action, fix: again.join(' ') });
  }
  if (!answer) context.err('Not confirmed: nothing was run.\n');
  return answer;
}

function describeTarget(facts: Facts, name: string): string {
  const target = facts.targets.find((other) => other.name === name);
  const remarks = target?.remarks.length ? ` (${target.remarks.join(', ')})` : '';
  return `${name}${target?.detail ? `: ${target.detail}` : ''}${remarks}`;
}

function isOff(facts: Facts, name: string): boolean {
  return facts.targets.find((target) => target.name === name)?.reading.access === 'off';
}

function isUnconfigured(facts: Facts, run: Run): boolean {
  const target = facts.targets.find((other) => other.name === run.target);
  return target?.reading.access === 'not-configured' || facts.problem?.code === 'BAD_CONFIG';
}
