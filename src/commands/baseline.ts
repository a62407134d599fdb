import { defaultBaselinePath } from '../core/baseline.ts';
import { renderBaselinePlan } from '../core/render-baseline-plan.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { GateError } from '../errors.ts';
import { readRepository } from '../git/repository.ts';
import { type BaselineJob, baselineUnderLock } from './baseline-under-lock.ts';
import type { Context, ExitCode } from './context.ts';
import { readWorkingConfig } from './gate-settings.ts';
import { type BaselineOptions, prepareBaseline } from './prepare-baseline.ts';
import { sayBaselined } from './say-baselined.ts';

/**
 * `baseline`: for a database that is older than its migrations. Writes its schema as it is into the
 * file that empty databases begin with, and records what that stands for.
 */
export async function baseline(context: Context, options: BaselineOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const path = config.baseline ?? defaultBaselinePath(config.migrations);
  refuseWords(options);
  refuseMigrationName(config.migrations, path);
  const job = await prepareBaseline(context, { repository, config, options, path });
  if (job === null) return 1;
  context.out(renderBaselinePlan(job.plan, job.made, job.target));
  if (options.dryRun) return 0;
  if (!options.yes && !(await confirmBaseline(context, job))) return 1;
  const done = await baselineUnderLock(context, job);
  return done === null ? 1 : sayBaselined(context, job, done);
}

function refuseWords({ target, reason }: BaselineOptions): void {
  if (reason.trim() !== '') return;
  const where = `--target ${shellQuote(target)} --reason "…"`;
  const fix = `migration-gate baseline --through <name> ${where}`;
  throw new GateError('BAD_USAGE', { problem: '--reason is empty.', fix });
}

/** There it would be taken for a migration, until the config that names it is the policy. */
function refuseMigrationName(migrations: string, path: string): void {
  if (!path.startsWith(`${migrations}/`) || !/^\d/.test(path.slice(migrations.length + 1))) return;
  throw new GateError('BAD_CONFIG', {
    where: 'migration-gate.json',
    problem: `the baseline ${path} is named as a migration`,
    fix: `Name it like this:  "baseline": "${defaultBaselinePath(migrations)}"`,
  });
}

async function confirmBaseline(context: Context, { target, again }: BaselineJob): Promise<boolean> {
  const answer = await context.confirm(`Is all of this on ${target.name} already?`);
  if (answer === null) {
    throw new GateError('NEEDS_CONFIRMATION', { action: 'baseline', fix: `${again} --yes` });
  }
  if (!answer) context.err('Not confirmed: nothing was written or recorded.\n');
  return answer;
}
