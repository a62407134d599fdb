import { secretsOf } from '../config/connection.ts';
import type { Facts } from '../core/facts.ts';
import { type Adoption, type Choice, renderChoice } from '../core/plan-adoption.ts';
import { redact } from '../core/redact.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import type { Target } from '../core/target.ts';
import { visible } from '../core/visible.ts';
import { GateError } from '../errors.ts';
import { readIdentity } from '../git/read-identity.ts';
import { readRepository } from '../git/repository.ts';
import { type AdoptJob, adoptUnderLock, planOf } from './adopt-under-lock.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import { pinTarget } from './pin-target.ts';
import { readAllFacts } from './read-all-facts.ts';
import type { What } from './read-candidate.ts';
import { unchanged } from './settle-under-lock.ts';

export type AdoptOptions = {
  readonly target: string;
  readonly reason: string;
  readonly through?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly what: What;
};

/**
 * `adopt`: records migrations as applied without running them. One that is named is not asked
 * about; what is only meant (`--all`, `--through`) is shown, and confirmed.
 */
export async function adopt(
  context: Context,
  names: readonly string[],
  options: AdoptOptions,
): Promise<ExitCode> {
  const choice = parseChoice(names, options);
  const repository = await readRepository(context.cwd);
  const config = await readWorkingConfig(repository.root);
  const target = await resolveTarget(
    context,
    repository,
    config,
    knownTarget(config, options.target),
  );
  const facts = await readAllFacts(context, repository, config, options.what);
  const plan = planOf(facts, target.name, choice);
  if (plan.refusals.length > 0) {
    context.err(renderRefusals(plan.refusals, unchanged(target)));
    return 1;
  }
  if (plan.adopt.length === 0) return sayNothing(context, plan, target);
  context.out(renderAdoption(plan, target));
  if (choice.kind !== 'names' && !(await confirmAdoption(context, target, options))) return 1;
  const reason = redact(options.reason.trim(), secretsOf(target.connection));
  const by = await readIdentity(repository.git);
  const again = againOf(facts, target, choice, reason);
  return finish(context, { repository, config, facts, target, choice, plan, reason, by, again });
}

async function finish(context: Context, job: AdoptJob): Promise<ExitCode> {
  const done = await adoptUnderLock(context, job);
  if (done === null) return 1;
  const { repository, target } = job;
  const count = done.recorded === 1 ? '1 migration' : `${done.recorded} migrations`;
  context.out(`Recorded ${count} as applied on ${target.name}: ${target.detail}.\n`);
  if (target.name !== 'local') await pinTarget(context, repository, target, done.databaseId);
  return 0;
}

function parseChoice(
  names: readonly string[],
  { all, through, reason, target }: AdoptOptions,
): Choice {
  const where = `--target ${shellQuote(target)} --reason "…"`;
  const fix = ['<name>', '--through <name>', '--all']
    .map((which) => `migration-gate adopt ${which} ${where}`)
    .join('\n');
  if (reason.trim() === '')
    throw new GateError('BAD_USAGE', { problem: '--reason is empty.', fix });
  const said: Choice[] = [
    ...(names.length > 0 ? [{ kind: 'names', names } as const] : []),
    ...(through === undefined ? [] : [{ kind: 'through', name: through } as const]),
    ...(all ? [{ kind: 'all' } as const] : []),
  ];
  const [choice] = said;
  if (choice !== undefined && said.length === 1) return choice;
  throw new GateError('BAD_USAGE', { problem: 'Say which: names, --through or --all.', fix });
}

function sayNothing(context: Context, { already }: Adoption, target: Target): ExitCode {
  const what =
    already.length === 0 ? 'Nothing is pending' : `Recorded already: ${already.join(', ')}`;
  context.out(`${what} on ${target.name}: ${target.detail}.\n`);
  return 0;
}

function renderAdoption({ adopt: list }: Adoption, { name, detail }: Target): string {
  const lines = list.map(({ migration }) => `  ${visible(migration.name)}`);
  const head = `Record as applied on ${name}: ${visible(detail)}, without running:`;
  return `${[head, ...lines].join('\n')}\n`;
}

async function confirmAdoption(
  context: Context,
  { name }: Target,
  { yes = false }: AdoptOptions,
): Promise<boolean> {
  if (yes) return true;
  const answer = await context.confirm(`Is all of this on ${name} already?`);
  if (answer === null) throw new GateError('NEEDS_CONFIRMATION', { action: 'adopt' });
  if (!answer) context.err('Not confirmed: nothing was recorded.\n');
  return answer;
}

function againOf({ advice }: Facts, { name }: Target, choice: Choice, reason: string): string {
  const { invoke, what } = advice;
  const where = what.startsWith('--') || what === '' ? what : `--what ${what}`;
  const words = `--target ${shellQuote(name)} ${where}`.trimEnd();
  return `${invoke} adopt ${renderChoice(choice)} ${words} --reason ${shellQuote(reason)}`;
}
