import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import type { Candidate } from '../core/candidate.ts';
import type { Ci } from '../core/ci.ts';
import type { Verdict } from '../core/decide.ts';
import type { Advice, Facts } from '../core/facts.ts';
import { forCi } from '../core/for-ci.ts';
import { withoutPairs } from '../core/pairs.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { nothingToCheck, verdictOnError } from '../core/short-verdicts.ts';
import type { Verified } from '../core/verified.ts';
import type { Detail } from '../database/read-target.ts';
import { GateError } from '../errors.ts';
import type { Repository } from '../git/repository.ts';
import { askAhead } from './ask-ahead.ts';
import type { Context } from './context.ts';
import { findBypasses } from './find-bypasses.ts';
import type { Format } from './formats.ts';
import { knownTarget, readOwnConfig, targetsOfBranch } from './gate-settings.ts';
import { readGivenOverride, readGivenReason } from './given-override.ts';
import { invocation } from './invocation.ts';
import { judge } from './judge.ts';
import { driftCase, evidenceCase } from './look-further.ts';
import { readOpenDebts } from './open-debts.ts';
import { readBase, readCi, readPolicy } from './read-base.ts';
import { readBefore } from './read-before.ts';
import { readCandidate, readFolder, renderWhat, type What } from './read-candidate.ts';

export type VerifyOptions = {
  readonly what: What;
  readonly json?: boolean;
  readonly target?: string;
  /** `auto`: what CI says. */
  readonly base?: string;
  readonly format?: Format;
  readonly override?: string;
  /** The receipt that a bundle's run printed. */
  readonly receipt?: string;
  /** Lets this machine through the firewall first, and closes it behind. */
  readonly openFirewall?: boolean;
  /** Proves by the catalogs what no ledger holds. */
  readonly evidence?: boolean;
  /** A migration, of which all that was compared is shown. */
  readonly explain?: string;
  /** Compares the targets with what their ledgers promise; else `drift.level` says. */
  readonly drift?: boolean;
  readonly ip?: string;
};

/** `byHand`: what the config wants looked at besides the ledgers, which a hook does not. */
type Looked = VerifyOptions & { readonly byHand?: boolean };

/** The verdict on what a command names; a bad config is one, too. */
export async function verifyCandidate(
  context: Context,
  repository: Repository,
  options: Looked,
  detail: Detail = 'full',
): Promise<Verdict> {
  return (await verifyWhole(context, repository, options, detail)).verdict;
}

/** The same with what it was decided from. */
export async function verifyWhole(
  context: Context,
  repository: Repository,
  options: Looked,
  detail: Detail,
): Promise<Verified> {
  try {
    return await judgeCandidate(context, repository, options, detail);
  } catch (error) {
    if (!(error instanceof GateError && error.code === 'BAD_CONFIG')) throw error;
    const verdict = verdictOnError({ code: error.code, message: error.message, fix: error.fix });
    return { verdict, facts: null, nothing: null };
  }
}

async function judgeCandidate(
  context: Context,
  repository: Repository,
  options: Looked,
  detail: Detail,
): Promise<Verified> {
  const { git } = repository;
  const { ci, base, config, there } = await readCompared(context, repository, options);
  const wanted = { config, targets: targetsOf(config, options), detail };
  const reading = readCandidate(repository, config, options.what, there ?? undefined);
  // With a base it may bring nothing, and then no database is asked.
  const ask = base === null ? { ask: askAhead(context, repository, { ...wanted, reading }) } : {};
  const debting = findBypasses(context, repository).then(() => readOpenDebts(repository));
  const giving = readGivenReason(context, git, options.override);
  const [candidate, debts, { reason, ignored }] = await Promise.all([reading, debting, giving]);
  const before = there ?? (await readBefore(repository, config, candidate.commit, debts.overrides));
  const brought = withoutPairs(candidate.migrations, before ?? []);
  const targets = await readTargets(repository, config, options.target, base?.branch ?? null);
  if (targets === null) return nothing(candidate, `${base?.branch} is not protected`);
  const isEmpty = brought.length === 0 && candidate.findings.length === 0;
  if (base !== null && isEmpty) return nothing(candidate, 'it brings no migrations');
  const judged = await judge(context, repository, {
    candidate,
    config,
    targets,
    before,
    brought: base === null ? null : brought,
    debts,
    given: reason === null ? null : await readGivenOverride(context, git, reason, brought),
    ignoredOverride: ignored,
    advice: adviceOn(context, repository, nameForReader(options.what, candidate, ci)),
    searchOrphans: true,
    detail,
    ...ask,
    ...evidenceCase(context, repository, { config, targets, options }),
    ...driftCase(context, repository, { config, baseline: candidate.baseline }, options),
  });
  const facts = await readShown(context, repository, config, judged.facts, options);
  return { facts, verdict: forCi(judged.verdict, ci), nothing: null };
}

const adviceOn = (context: Context, { root, mainRoot }: Repository, what: string): Advice => ({
  invoke: invocation(root, mainRoot, context.program.script),
  what,
});

const targetsOf = (
  config: GateConfig,
  { target }: { readonly target?: string | undefined },
): readonly string[] =>
  target === undefined ? targetNames(config.targets) : [knownTarget(config, target)];

/** The text shows no plan. */
async function readShown(
  context: Context,
  repository: Repository,
  config: GateConfig,
  facts: Facts,
  { format = 'text' }: VerifyOptions,
): Promise<Facts> {
  if (format === 'text' || facts.candidate.baseline === undefined) return facts;
  const { lookIfAnyEmpty } = await import('./look-if-empty.ts');
  return lookIfAnyEmpty(context, repository, config, facts);
}

/** What a pull request shows is read, and typed, in a clone where HEAD is another. */
function nameForReader(what: What, candidate: Candidate, ci: Ci | null): string {
  const isHead = what.kind === 'tree-ish' && what.name === 'HEAD';
  return isHead && ci?.head ? shellQuote(ci.head) : renderWhat(what, candidate);
}

/** What it is compared with, and by whose config it is judged. */
async function readCompared(
  context: Context,
  repository: Repository,
  { base: name }: VerifyOptions,
) {
  const ci = await readCi(context);
  const base = await readBase(repository, name, ci);
  const policy = base && (await readPolicy(repository, base));
  const config = policy ?? (await readOwnConfig(repository));
  const there = base && (await readFolder(repository.git, base.tree, config)).migrations;
  return { ci, base, config, there };
}

const nothing = (candidate: Candidate, why: string): Verified => ({
  verdict: nothingToCheck(candidate),
  facts: null,
  nothing: why,
});

/** null: the branch that would get it is not protected. */
async function readTargets(
  { git }: Repository,
  config: GateConfig,
  target: string | undefined,
  branch: string | null,
): Promise<readonly string[] | null> {
  if (target !== undefined || branch === null) return targetsOf(config, { target });
  return targetsOfBranch(git, config, branch);
}
