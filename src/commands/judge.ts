import type { GateConfig } from '../config/gate-config.ts';
import type { Candidate } from '../core/candidate.ts';
import { decide, type Verdict } from '../core/decide.ts';
import type { Drifts } from '../core/drift.ts';
import type { Advice, Facts, TargetFacts } from '../core/facts.ts';
import type { Pair } from '../core/migration.ts';
import { neededBlobs } from '../core/needed-contents.ts';
import type { Override } from '../core/override.ts';
import { withoutPairs } from '../core/pairs.ts';
import { parseContents } from '../core/parse-contents.ts';
import { agreesWith, type Reading } from '../core/reading.ts';
import type { Detail } from '../database/read-target.ts';
import { readBlobs } from '../git/read-blobs.ts';
import { readLastChange } from '../git/read-history.ts';
import type { Repository } from '../git/repository.ts';
import { readReceipts } from '../state/receipts.ts';
import { stateDir } from '../state/state-dir.ts';
import { type AskTargets, askTargets, type Question } from './ask-targets.ts';
import type { Context } from './context.ts';
import { type Debts, settleDebts } from './open-debts.ts';
import type { Proven } from './read-evidence.ts';

/** What is judged, and how; the rest judge() reads itself. */
export type Case = {
  readonly candidate: Candidate;
  readonly config: GateConfig;
  /** The commit or tree that the config is of; absent: the working tree. */
  readonly policyAt?: string;
  /** For a hook: what only warns is left to the commands, and costs it no time. */
  readonly auditOnlyToBlock?: boolean;
  /** Names of the targets to ask. */
  readonly targets: readonly string[];
  readonly before: readonly Pair[] | null;
  readonly brought: readonly Pair[] | null;
  /** What is recorded in this clone and not settled. */
  readonly debts: Debts;
  readonly given: Override | null;
  readonly ignoredOverride: string | null;
  readonly advice: Advice;
  /** Whether branches are searched for what only a ledger has; hooks have no time for that. */
  readonly searchOrphans: boolean;
  /** Targets that are only looked at, and how long they may take; else it is the config's time. */
  readonly beside?: { readonly names: readonly string[]; readonly seconds: number };
  /** For the commands that write: production is reached by DEPLOY_DATABASE_URL, where set. */
  readonly forDeploy?: boolean;
  /** `brief` where the report shows neither who applied what nor when; absent: full. */
  readonly detail?: Detail;
  /** Asks the catalogs of the targets what they prove; no hook does. */
  readonly readEvidence?: (facts: Facts) => Promise<Proven>;
  /** Compares the targets with what their ledgers promise; no hook does. */
  readonly readDrift?: (targets: readonly TargetFacts[]) => Promise<Drifts>;
  /** How the targets are asked; `askTargets` when absent. */
  readonly ask?: AskTargets;
};

/**
 * Reads all targets at the same time, then decides. Writes nothing to them (contract 1, law 3); in
 * this clone, which records are settled. With the verdict comes what it was decided from.
 */
export async function judge(
  context: Context,
  repository: Repository,
  given: Case,
): Promise<{ readonly verdict: Verdict; readonly facts: Facts }> {
  const facts = await readFacts(context, repository, given);
  await settleDebts(context, repository, given, facts);
  return { verdict: decide(facts), facts };
}

/** Everything the decision needs. */
export async function readFacts(
  context: Context,
  repository: Repository,
  given: Case,
): Promise<Facts> {
  const question = questionOf(given);
  const { targets, problem } = await (given.ask ?? askTargets)(context, repository, question);
  const readings = targets.flatMap(({ reading }) => (isReading(reading) ? [reading] : []));
  const { migrations, findings } = given.candidate;
  const bytes = await readBlobs(repository.git, neededBlobs(migrations, readings));
  const parsed = parseContents(migrations, bytes);
  const facts: Facts = {
    candidate: { ...given.candidate, findings: [...findings, ...parsed.findings] },
    targets,
    problem,
    order: given.config.order,
    debtMaxAgeDays: given.config.debt.maxAgeDays,
    before: given.before,
    brought: given.brought,
    overrides: given.debts.overrides,
    bypasses: given.debts.bypasses,
    given: given.given,
    ignoredOverride: given.ignoredOverride,
    // Who writes asks the ledger itself.
    receipts: given.forDeploy ? [] : await readReceipts(stateDir(repository.commonDir)),
    contents: parsed.contents,
    evidence: new Map(),
    drift: { level: given.config.drift.level === 'error' ? 'error' : 'warn', found: new Map() },
    audit: null,
    orphans: await readOrphans(repository, given, readings),
    publishedBy: await readPublishers(repository, given, [...bytes.keys()]),
    now: context.now(),
    advice: given.advice,
  };
  if (given.auditOnlyToBlock && given.config.audit !== 'error') return facts;
  return lookFurther(repository, given, facts, bytes.size > 0);
}

/** What is asked besides the ledgers. */
async function lookFurther(
  repository: Repository,
  given: Case,
  facts: Facts,
  hasTexts: boolean,
): Promise<Facts> {
  const evidence = await given.readEvidence?.(facts);
  const found = (await given.readDrift?.(facts.targets)) ?? facts.drift.found;
  const proven = { ...facts, ...evidence, drift: { ...facts.drift, found } };
  // Nothing is pending where no text was needed; the audit brings the parser, which is large.
  if (!hasTexts) return proven;
  const { readAudit } = await import('./read-audit.ts');
  return { ...proven, audit: await readAudit(repository, given, proven) };
}

function questionOf({ config, targets, candidate, beside, forDeploy, detail }: Case): Question {
  return {
    config,
    names: targets,
    pairs: candidate.migrations,
    secondsFor: (name) => (beside?.names.includes(name) ? beside.seconds : config.timeoutSeconds),
    forDeploy: forDeploy ?? false,
    detail: detail ?? 'full',
  };
}

const isReading = (reading: TargetFacts['reading']): reading is Reading =>
  reading.access !== 'off' && reading.access !== 'not-configured';

/** Names that some ledger has, the candidate has not, and no branch's history ever held. */
async function readOrphans(
  { git }: Repository,
  given: Case,
  readings: readonly Reading[],
): Promise<Set<string>> {
  if (!given.searchOrphans) return new Set();
  const { migrations } = given.candidate;
  const rows = readings.flatMap((reading) =>
    reading.access === 'ok' && !agreesWith(reading.ledger, migrations)
      ? (reading.ledger?.rows ?? [])
      : [],
  );
  if (rows.length === 0) return new Set();
  const names = new Set(migrations.map((migration) => migration.name));
  const missing = rows.filter((row) => !names.has(row.name));
  const held = await Promise.all(missing.map((row) => readLastChange(git, row.blob)));
  return new Set(missing.filter((_, i) => held[i] === null).map((row) => row.name));
}

/** Who brought what this update does not bring and some target has not: it blocks too. */
async function readPublishers(
  repository: Repository,
  given: Case,
  open: readonly string[],
): Promise<Map<string, string>> {
  const { commit, migrations } = given.candidate;
  if (given.brought === null || commit === null) return new Map();
  const others = withoutPairs(migrations, given.brought).filter((m) => open.includes(m.blob));
  const entries = others.slice(0, 20).map(async (migration) => {
    const who = await readLastChange(repository.git, migration.blob, commit);
    return who === null ? [] : [[migration.name, who] as const];
  });
  return new Map((await Promise.all(entries)).flat());
}
