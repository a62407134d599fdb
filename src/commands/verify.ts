import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import type { Candidate } from '../core/candidate.ts';
import type { Ci } from '../core/ci.ts';
import { exitCodeOf, type Verdict } from '../core/decide.ts';
import { forCi } from '../core/for-ci.ts';
import { withoutPairs } from '../core/pairs.ts';
import { shellQuote } from '../core/shell-quote.ts';
import { nothingToCheck, verdictOnError } from '../core/short-verdicts.ts';
import type { Verified } from '../core/verified.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { acceptReceipt } from './accept-receipt.ts';
import type { Context, ExitCode } from './context.ts';
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
import { sayFailureInFormat, sayInFormat } from './say-in-format.ts';
import { withLease } from './with-lease.ts';

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

/** `verify`: the gate by hand, judging the whole candidate. */
export async function verify(context: Context, options: VerifyOptions): Promise<ExitCode> {
  const repository = await readRepository(context.cwd);
  const { receipt } = options;
  if (receipt !== undefined && !(await acceptReceipt(context, repository, receipt))) return 1;
  if (!options.openFirewall) return sayVerified(context, repository, options);
  const config = await readOwnConfig(repository);
  const target = knownTarget(config, options.target ?? 'production');
  // Checking writes nothing (contract 1), so the lease of one is in no audit table.
  const wanted = { config, target, ip: options.ip, writes: false };
  return withLease(context, repository, wanted, () => sayVerified(context, repository, options));
}

async function sayVerified(
  context: Context,
  repository: Repository,
  options: VerifyOptions,
): Promise<ExitCode> {
  const { format = 'text' } = options;
  try {
    const verified = await verifyWhole(context, repository, { ...options, byHand: true });
    const { verdict } = verified;
    if (options.json) context.out(`${JSON.stringify(verdict.report, null, 2)}\n`);
    else await sayInFormat(context, verified, format);
    return exitCodeOf(verdict.report.verdict);
  } catch (error) {
    if (error instanceof GateError) await sayFailureInFormat(context, error, format);
    throw error;
  }
}

/** `byHand`: what the config wants looked at besides the ledgers, which a hook does not. */
type Looked = VerifyOptions & { readonly byHand?: boolean };

/** The verdict on what a command names; a bad config is one, too. */
export async function verifyCandidate(
  context: Context,
  repository: Repository,
  options: Looked,
): Promise<Verdict> {
  return (await verifyWhole(context, repository, options)).verdict;
}

async function verifyWhole(
  context: Context,
  repository: Repository,
  options: Looked,
): Promise<Verified> {
  try {
    return await judgeCandidate(context, repository, options);
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
): Promise<Verified> {
  const { git } = repository;
  const { ci, base, config, there } = await readCompared(context, repository, options);
  const candidate = await readCandidate(repository, config, options.what, there ?? undefined);
  await findBypasses(context, repository);
  const debts = await readOpenDebts(repository);
  const before = there ?? (await readBefore(repository, config, candidate.commit, debts.overrides));
  const { reason, ignored } = await readGivenReason(context, git, options.override);
  const brought = withoutPairs(candidate.migrations, before ?? []);
  const targets = await readTargets(repository, config, options.target, base?.branch ?? null);
  if (targets === null) return nothing(candidate, `${base?.branch} is not protected`);
  if (base !== null && brought.length === 0 && candidate.findings.length === 0) {
    return nothing(candidate, 'it brings no migrations');
  }
  const judged = await judge(context, repository, {
    candidate,
    config,
    targets,
    before,
    brought: base === null ? null : brought,
    debts,
    given: reason === null ? null : await readGivenOverride(context, git, reason, brought),
    ignoredOverride: ignored,
    advice: {
      invoke: invocation(repository.root, repository.mainRoot, context.program.script),
      what: nameForReader(options.what, candidate, ci),
    },
    searchOrphans: true,
    ...evidenceCase(context, repository, { config, targets, options }),
    ...driftCase(context, repository, { config, baseline: candidate.baseline }, options),
  });
  return { ...judged, verdict: forCi(judged.verdict, ci), nothing: null };
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
  if (target !== undefined) return [knownTarget(config, target)];
  return branch === null ? targetNames(config.targets) : targetsOfBranch(git, config, branch);
}
