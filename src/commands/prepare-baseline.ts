import { secretsOf } from '../config/connection.ts';
import type { GateConfig } from '../config/gate-config.ts';
import { writtenWhere } from '../core/adopt-command.ts';
import { type Baseline, renderBaseline } from '../core/baseline.ts';
import { decide } from '../core/decide.ts';
import type { Evidences } from '../core/evidence.ts';
import type { Advice, Facts } from '../core/facts.ts';
import { normaliseDump } from '../core/normalise-dump.ts';
import { type BaselinePlan, planBaseline } from '../core/plan-baseline.ts';
import { redact } from '../core/redact.ts';
import type { Refusal } from '../core/refusal.ts';
import { renderRefusals } from '../core/render-run.ts';
import { shellQuote } from '../core/shell-quote.ts';
import type { Target } from '../core/target.ts';
import { classifyError } from '../database/classify-error.ts';
import { dumpSchema, type SchemaDump } from '../database/dump-schema.ts';
import { GateError } from '../errors.ts';
import { hashText } from '../git/hash-text.ts';
import { readIdentity } from '../git/read-identity.ts';
import type { Repository } from '../git/repository.ts';
import { resolveTarget } from './ask-targets.ts';
import type { BaselineJob } from './baseline-under-lock.ts';
import { checkBaseline, refuseFile } from './check-baseline.ts';
import type { Context } from './context.ts';
import { knownTarget } from './gate-settings.ts';
import { readAllFacts } from './read-all-facts.ts';
import type { What } from './read-candidate.ts';
import { provenBy, readEvidence } from './read-evidence.ts';
import { unchanged } from './settle-under-lock.ts';
import { withClock } from './with-clock.ts';

export type BaselineOptions = {
  readonly through: string;
  readonly target: string;
  readonly reason: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  /** In the place of another file. */
  readonly replace?: boolean;
  /** Also what the catalog contradicts, and a dump that seems to be of a later state. */
  readonly force?: boolean;
  readonly what: What;
};

type Asked = {
  readonly repository: Repository;
  readonly config: GateConfig;
  readonly options: BaselineOptions;
  /** Where the file is, or will be. */
  readonly path: string;
};

/** Plans, dumps and tries out; writes nothing. null: it was refused, and why is said here. */
export async function prepareBaseline(context: Context, asked: Asked): Promise<BaselineJob | null> {
  const { repository, config, options } = asked;
  const { through, force: forced = false } = options;
  const name = knownTarget(config, options.target);
  const target = await resolveTarget(context, repository, config, name);
  const read = await readAllFacts(context, repository, config, options.what);
  const facts = withoutFormer(read);
  const given = { through, command: commandsFor(facts.advice, options), forced };
  const plan = planBaseline(facts, decide(facts).report, name, given);
  const again = `${given.command(through)}${forced ? ' --force' : ''}`;
  const refuse = (refusals: readonly Refusal[]): null => {
    context.err(renderRefusals(refusals, unchanged(target)));
    return null;
  };
  if (plan.refusals.length > 0) return refuse(plan.refusals);
  const dump = await dumpTarget(context, target, config.timeoutSeconds);
  if (!dump.ok) return refuse([{ message: dump.problem, fixes: [...dump.fixes, again] }]);
  const made = makeBaseline(asked.path, through, plan, dump.sql);
  const reason = redact(options.reason.trim(), secretsOf(target.connection));
  const by = await readIdentity(repository.git);
  const job = { ...asked, facts, target, plan, made, given, forced, again, reason, by };
  const inTheWay = options.replace ? [] : await refuseFile(repository, made, again);
  if (inTheWay.length > 0) return refuse(inTheWay);
  if (forced) return job;
  const { evidence, refusals } = await tryOut(context, asked, read, job);
  return refusals.length > 0 ? refuse(refusals) : { ...job, facts: { ...facts, evidence } };
}

type Tried = { readonly evidence: Evidences; readonly refusals: readonly Refusal[] };

/** What is quick to tell comes first: what the catalog proves, then the dump. */
async function tryOut(
  context: Context,
  asked: Asked,
  read: Facts,
  { target, facts, made, given }: BaselineJob,
): Promise<Tried> {
  const evidence = await proveTarget(context, asked, read);
  const proven = { ...facts, evidence };
  const { refusals } = planBaseline(proven, decide(proven).report, target.name, given);
  if (refusals.length > 0) return { evidence, refusals };
  const tooLate = await checkBaseline(context, asked, facts, made, given.command);
  return { evidence, refusals: tooLate };
}

/** What it stands for is to be said anew. */
function withoutFormer(facts: Facts): Facts {
  const { baseline: _, ...candidate } = facts.candidate;
  return { ...facts, candidate };
}

/** What the catalog proves, by the baseline that there may be. */
async function proveTarget(
  context: Context,
  { repository, config, options }: Asked,
  facts: Facts,
): Promise<Evidences> {
  const asked = { config, facts, targets: [options.target], forDeploy: true };
  try {
    return provenBy(await readEvidence(context, repository, asked)).evidence;
  } catch (error) {
    // Said where the dump is tried out.
    if (error instanceof GateError && error.code === 'PEER_MISSING') return new Map();
    throw error;
  }
}

function commandsFor(
  advice: Advice,
  { target, reason, replace }: BaselineOptions,
): (through: string) => string {
  const where = `${writtenWhere(advice, target)} --reason ${shellQuote(reason.trim())}`;
  const words = `${where}${replace ? ' --replace' : ''}`;
  return (through) => `${advice.invoke} baseline --through ${shellQuote(through)}${words}`;
}

type Dumped = SchemaDump & { readonly fixes: readonly string[] };

async function dumpTarget(
  context: Context,
  target: Target,
  timeoutSeconds: number,
): Promise<Dumped> {
  const run = (): Promise<SchemaDump> =>
    withClock(context, `pg_dump of ${target.name}`, () =>
      dumpSchema(target.connection, timeoutSeconds, context.env),
    );
  try {
    // Ctrl-C reaches pg_dump, too; what it was given in files is taken away before we end.
    return await context.catchInterrupts(async ({ soon }) => {
      const dump = await run();
      if (soon.aborted) return { ok: false, problem: 'Stopped, as you asked.', fixes: [] };
      return { ...dump, fixes: ['With a pg_dump that can read all of it, repeat:'] };
    });
  } catch (error) {
    if (error instanceof GateError && error.code !== 'EMBEDDED_BUSY') throw error;
    const { problem, fixes } = classifyError(error, { target, timeoutSeconds });
    return { ok: false, problem, fixes };
  }
}

function makeBaseline(
  path: string,
  through: string,
  { covers }: BaselinePlan,
  dump: string,
): Baseline {
  const sql = renderBaseline({ through, covers }, normaliseDump(dump));
  return { path, blob: hashText(sql), sql, through, covers };
}
