import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import type { TargetFacts } from '../core/facts.ts';
import { type DebtEntry, listDebts } from '../core/list-debts.ts';
import type { Pair } from '../core/migration.ts';
import type { Debt } from '../core/override.ts';
import { settledDebts } from '../core/settled-debts.ts';
import { trustedAnswer } from '../core/trusted-answer.ts';
import { readSharedDebts } from '../database/read-shared-debts.ts';
import type { Repository } from '../git/repository.ts';
import { readDebts } from '../state/debts.ts';
import { readDone, writeDone } from '../state/done.ts';
import { readPassed } from '../state/passed.ts';
import { stateDir } from '../state/state-dir.ts';
import { askTargets, resolveTarget } from './ask-targets.ts';
import type { Context } from './context.ts';
import { findBypasses } from './find-bypasses.ts';
import { readGuardedRefs } from './guarded-refs.ts';
import { readHeld } from './pairs-at.ts';

/** All records that can be seen from here, and what kept the list from being whole. */
export type DebtList = {
  readonly entries: readonly DebtEntry[];
  /** Whole sentences. */
  readonly problems: readonly string[];
};

/** Targets that have been asked already; `doctor` asks once for everything. */
export type Asked = {
  readonly targets: readonly TargetFacts[];
  readonly problem: { readonly message: string } | null;
};

/** This clone's records and production's, with what each target says of them. */
export async function readDebtList(
  context: Context,
  repository: Repository,
  config: GateConfig,
  given?: Asked,
): Promise<DebtList> {
  await findBypasses(context, repository);
  const state = stateDir(repository.commonDir);
  const asked = given ?? (await askAll(context, repository, config));
  const own = [...(await readDebts(state, 'override')), ...(await readDebts(state, 'bypass'))];
  const audit = await readAudit(context, repository, config, asked);
  const done = await readDone(state);
  const idsOf = (what: 'settled' | 'shared'): Set<string> =>
    new Set(done.filter((one) => one.done === what).map(({ id }) => id));
  const known = idsOf('settled');
  const settled = asked.problem === null ? settledBy([...own, ...audit.debts], asked.targets) : [];
  for (const { id } of settled.filter((debt) => own.includes(debt) && !known.has(debt.id))) {
    const line = { id, at: context.now(), done: 'settled' as const };
    await writeDone(state, line).catch(() => undefined);
  }
  const entries = listDebts({
    own,
    others: audit.debts,
    settled: new Set([...known, ...settled.map(({ id }) => id)]),
    shared: idsOf('shared'),
    targets: asked.targets,
    standing: await readStanding(repository),
    maxAgeDays: config.debt.maxAgeDays,
    now: context.now(),
  });
  return { entries, problems: audit.problems };
}

function settledBy(debts: readonly Debt[], targets: readonly TargetFacts[]): Debt[] {
  const candidate = { migrations: [] };
  return settledDebts(debts, { problem: null, targets, candidate, contents: new Map() });
}

function askAll(context: Context, repository: Repository, config: GateConfig): Promise<Asked> {
  return askTargets(context, repository, {
    config,
    names: targetNames(config.targets),
    pairs: [],
    secondsFor: () => config.timeoutSeconds,
    forDeploy: false,
  });
}

/** Production's audit table, where production could be asked and has one. */
async function readAudit(
  context: Context,
  repository: Repository,
  config: GateConfig,
  { targets, problem }: Asked,
): Promise<{ debts: readonly Debt[]; problems: string[] }> {
  const none = { debts: [], problems: problem === null ? [] : [problem.message] };
  const production = targets.find(({ name }) => name === 'production');
  if (production === undefined || production.reading.access === 'off') return none;
  const answer = trustedAnswer(production);
  if (answer === null) return { ...none, problems: [...none.problems, whySilent(production)] };
  if (answer.ledger === null) return none;
  const target = await resolveTarget(context, repository, config, 'production', false);
  const read = await readSharedDebts(target, config.timeoutSeconds);
  if ('problem' in read) return { ...none, problems: [read.problem] };
  return { debts: read.debts, problems: read.unreadable === 0 ? [] : [sayOdd(read.unreadable)] };
}

const sayOdd = (count: number): string =>
  count === 1
    ? "1 row of production's audit table is no override that can be read."
    : `${count} rows of production's audit table are no overrides that can be read.`;

function whySilent({ reading }: TargetFacts): string {
  if (reading.access === 'not-configured') return 'Production configuration not found';
  return 'problem' in reading ? reading.problem : 'Production has a ledger that is not believed.';
}

/** What protected branches have now, here and as far as is known at remotes. */
async function readStanding(repository: Repository): Promise<Pair[]> {
  if (repository.bare) return [];
  const passed = await readPassed(stateDir(repository.commonDir));
  const refs = await readGuardedRefs(repository, new Set(passed?.keys() ?? []));
  const commits = [...new Set(refs.map(({ oid }) => oid))];
  const held = await Promise.all(commits.map((oid) => readHeld(repository.git, oid)));
  return held.flatMap((one) => one?.pairs ?? []);
}
