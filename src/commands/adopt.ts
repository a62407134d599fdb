import { secretsOf } from '../config/connection.ts';
import { adoptCommand } from '../core/adopt-command.ts';
import type { Facts } from '../core/facts.ts';
import { type Choice, renderChoice } from '../core/plan-adoption.ts';
import { redact } from '../core/redact.ts';
import { renderAdoption, renderNothing, whatIsOpen } from '../core/render-adoption.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import type { Target } from '../core/target.ts';
import { GateError } from '../errors.ts';
import { readIdentity } from '../git/read-identity.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { type AdoptJob, adoptUnderLock, planOf } from './adopt-under-lock.ts';
import { resolveTarget } from './ask-targets.ts';
import type { Context, ExitCode } from './context.ts';
import { knownTarget, readWorkingConfig } from './gate-settings.ts';
import { pinTarget } from './pin-target.ts';
import { readAllFacts } from './read-all-facts.ts';
import type { What } from './read-candidate.ts';
import { type Compared, type EvidenceAsked, provenBy, readEvidence } from './read-evidence.ts';
import { unchanged } from './settle-under-lock.ts';

export type AdoptOptions = {
  readonly target: string;
  readonly reason: string;
  readonly through?: string;
  readonly all?: boolean;
  /** What the catalog proves. */
  readonly evident?: boolean;
  /** Also what the catalog contradicts: it is not asked at all. */
  readonly force?: boolean;
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
  const read = await readAllFacts(context, repository, config, options.what);
  const compared = await proveChoice(context, repository, { config, facts: read }, target, choice);
  const facts = { ...read, ...provenBy(compared === null ? [] : [compared]) };
  if (needsProof(choice) && compared === null && isOpen(facts, target)) return 1;
  const plan = planOf(facts, target.name, choice);
  if (plan.refusals.length > 0) {
    context.err(renderRefusals(plan.refusals, unchanged(target)));
    return 1;
  }
  if (plan.adopt.length === 0) {
    context.out(renderNothing(plan, target, choice, facts));
    return plan.contradicted.length === 0 ? 0 : 1;
  }
  const proofs = facts.evidence.get(target.name);
  context.out(renderAdoption(plan, target, choice, proofs));
  const reason = redact(options.reason.trim(), secretsOf(target.connection));
  const by = await readIdentity(repository.git);
  const words = renderChoice(choice);
  const again = adoptCommand(facts.advice, target.name, words, shellQuote(reason));
  const isSure = choice.kind === 'names' || options.yes;
  if (!isSure && !(await confirmAdoption(context, target, again))) return 1;
  const job = { repository, config, facts, target, choice, plan, compared, reason, by, again };
  return finish(context, job);
}

async function finish(context: Context, job: AdoptJob): Promise<ExitCode> {
  const done = await adoptUnderLock(context, job);
  if (done === null) return 1;
  const { repository, target, facts } = job;
  const count = done.recorded === 1 ? '1 migration' : `${done.recorded} migrations`;
  context.out(`Recorded ${count} as applied on ${target.name}: ${target.detail}.\n`);
  if (target.name !== 'local') await pinTarget(context, repository, target, done.databaseId);
  if (done.open > 0) context.out(whatIsOpen(done, facts, target));
  return 0;
}

function parseChoice(
  names: readonly string[],
  { all, through, evident, force = false, reason, target }: AdoptOptions,
): Choice {
  const where = `--target ${shellQuote(target)} --reason "…"`;
  const fix = ['--evident', '<name>', '--through <name>', '--all']
    .map((which) => `migration-gate adopt ${which} ${where}`)
    .join('\n');
  if (reason.trim() === '')
    throw new GateError('BAD_USAGE', { problem: '--reason is empty.', fix });
  const said: Choice[] = [
    ...(names.length > 0 ? [{ kind: 'names', names, force } as const] : []),
    ...(through === undefined
      ? []
      : [{ kind: 'through', name: through, force, evident: evident ?? false } as const]),
    ...(all ? [{ kind: 'all', force } as const] : []),
    ...(evident && through === undefined ? [{ kind: 'evident' } as const] : []),
  ];
  const [choice] = said;
  if (choice !== undefined && said.length === 1) return choice;
  const problem = 'Say which: names, --through, --all or --evident.';
  throw new GateError('BAD_USAGE', { problem, fix });
}

/** What the catalog proves for a choice; null where it was not asked, or cannot be. */
async function proveChoice(
  context: Context,
  repository: Repository,
  known: Pick<EvidenceAsked, 'config' | 'facts'>,
  { name }: Target,
  choice: Choice,
): Promise<Compared | null> {
  if (choice.force) return null;
  try {
    const asked = { ...known, targets: [name], forDeploy: true };
    return (await readEvidence(context, repository, asked))[0] ?? null;
  } catch (error) {
    const isAbsent = error instanceof GateError && error.code === 'PEER_MISSING';
    if (!isAbsent || needsProof(choice)) throw error;
    context.err(`⚠️  Nothing was proven: ${error.message}\n`);
    return null;
  }
}

const needsProof = (choice: Choice): boolean =>
  choice.kind === 'evident' || (choice.kind === 'through' && choice.evident === true);

const isOpen = (facts: Facts, { name }: Target): boolean =>
  planOf(facts, name, { kind: 'all' }).adopt.length > 0;

async function confirmAdoption(
  context: Context,
  { name }: Target,
  again: string,
): Promise<boolean> {
  const answer = await context.confirm(`Is all of this on ${name} already?`);
  if (answer === null) {
    throw new GateError('NEEDS_CONFIRMATION', { action: 'adopt', fix: `${again} --yes` });
  }
  if (!answer) context.err('Not confirmed: nothing was recorded.\n');
  return answer;
}
