import { targetNames } from '../config/target-variables.ts';
import { describeBeginning } from '../core/begin-with-baseline.ts';
import { afterRebuild, refuseRebuild } from '../core/plan-rebuild.ts';
import type { RunPlan } from '../core/plan-run.ts';
import type { Refusal } from '../core/refusal.ts';
import { renderRefusals } from '../core/render-run.ts';
import type { Target } from '../core/target.ts';
import { fixForPending } from '../core/target-reasons.ts';
import { visible } from '../core/visible.ts';
import { classifyError } from '../database/classify-error.ts';
import { type Rebuilt, rebuildDatabase } from '../database/rebuild-database.ts';
import { GateError } from '../errors.ts';
import { readRepository } from '../git/repository.ts';
import { type ApplyOptions, localRun } from './apply.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { readAllFacts } from './read-all-facts.ts';
import { parseFiles, planOf } from './run-job.ts';
import { runOnTarget } from './run-on-target.ts';
import { runSeed } from './run-seed.ts';
import { sayBusy } from './say-busy.ts';
import { unchanged } from './settle-under-lock.ts';
import { withContents } from './with-contents.ts';

export type RebuildOptions = ApplyOptions & { readonly yes?: boolean };

/**
 * `apply --rebuild`: the local database anew, then all migrations, then the seed. Everything that
 * would keep them from running is looked at before anything is dropped.
 */
export async function rebuild(context: Context, options: RebuildOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const target = await resolveTarget(context, repository, config, 'local');
  const run = localRun(config, options, config.timeoutSeconds);
  const facts = await readAllFacts(context, repository, config, options.what);
  const all = facts.candidate.migrations;
  const empty = await withContents(repository, afterRebuild(facts), all);
  const plan = planOf(empty, run, await parseFiles(empty));
  const refusals = [...plan.refusals, ...refuseRebuild(facts, target.connection)];
  if (refusals.length > 0) {
    context.err(renderRefusals(refusals, unchanged(target)));
    return 1;
  }
  const { seed } = config.rebuild;
  const then = [...whatFollows(plan), ...(seed === undefined ? [] : [seed])];
  context.out(`Make anew ${target.name}: ${target.detail}. All its data goes.\n`);
  context.out(then.map((what) => `  then: ${visible(what)}\n`).join(''));
  if (options.dryRun) return 0;
  const again = `${fixForPending('local', facts)} --rebuild`;
  if (!options.yes && !(await confirmRebuild(context, target, again))) return 1;
  const emptied = await makeAnew(context, target, config.timeoutSeconds, again);
  if (emptied !== 0) return emptied;
  const applied = await runOnTarget(context, repository, run, facts.candidate);
  if (applied !== 0 || seed === undefined) return applied;
  return runSeed(context, repository, { seed, target, targets: targetNames(config.targets) });
}

function whatFollows({ run, beginning }: RunPlan): string[] {
  const count = run.length === 1 ? '1 migration' : `${run.length} migrations`;
  return [...(beginning ? [describeBeginning(beginning)] : []), count];
}

async function confirmRebuild(
  context: Context,
  { detail }: Target,
  again: string,
): Promise<boolean> {
  const answer = await context.confirm(`Drop ${detail} and make it anew?`);
  if (answer === null) {
    const facts = { action: 'apply --rebuild', fix: `${again} --yes` };
    throw new GateError('NEEDS_CONFIRMATION', facts);
  }
  if (!answer) context.err('Not confirmed: nothing was dropped.\n');
  return answer;
}

async function makeAnew(
  context: Context,
  target: Target,
  timeoutSeconds: number,
  again: string,
): Promise<ExitCode> {
  const heading = unchanged(target);
  try {
    const locked = await rebuildDatabase(target.connection, timeoutSeconds);
    if (locked.outcome === 'busy') return sayBusy(context, locked.holder, { heading, again });
    const refusal = refuseRebuilt(locked.value, target, again);
    if (refusal === null) return 0;
    context.err(renderRefusals([refusal], heading));
  } catch (error) {
    const { problem, fixes } = classifyError(error, { target, timeoutSeconds });
    const message = `${target.detail} could not be made anew.\n${problem}`;
    context.err(renderRefusals([{ message, fixes }], `Failed on ${target.name}.`));
  }
  return 1;
}

function refuseRebuilt(rebuilt: Rebuilt, { detail }: Target, again: string): Refusal | null {
  if (rebuilt.outcome === 'in-use') {
    const who = rebuilt.sessions.join('\n');
    const fixes = ['Close them (a running application, psql), and repeat:', again];
    return { message: `Others are connected to ${detail}:\n${who}`, fixes };
  }
  if (rebuilt.outcome === 'not-allowed') {
    const role = `"${rebuilt.user.replaceAll('"', '""')}"`;
    const message = `${rebuilt.user} may not drop ${detail} and make it anew.`;
    const fixes = [
      `As a superuser of that server:  ALTER ROLE ${role} CREATEDB;`,
      `It must own the database, too:  ALTER DATABASE … OWNER TO ${role};`,
    ];
    return { message, fixes };
  }
  return null;
}
