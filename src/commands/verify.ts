import type { GateConfig } from '../config/gate-config.ts';
import { targetNames } from '../config/target-variables.ts';
import type { Baseline } from '../core/baseline.ts';
import { exitCodeOf, type Verdict } from '../core/decide.ts';
import type { Drifts } from '../core/drift.ts';
import type { Evidences } from '../core/evidence.ts';
import type { Advice, Facts, TargetFacts } from '../core/facts.ts';
import { withoutPairs } from '../core/pairs.ts';
import { renderReport } from '../core/render-report.ts';
import { nothingToCheck, verdictOnError } from '../core/short-verdicts.ts';
import type { Detail } from '../database/read-target.ts';
import { GateError } from '../errors.ts';
import { type Repository, readRepository } from '../git/repository.ts';
import { askAhead } from './ask-ahead.ts';
import type { Context, ExitCode } from './context.ts';
import { findBypasses } from './find-bypasses.ts';
import { knownTarget, readOwnConfig } from './gate-settings.ts';
import { readGivenOverride, readGivenReason } from './given-override.ts';
import { invocation } from './invocation.ts';
import { type Case, judge } from './judge.ts';
import { readOpenDebts } from './open-debts.ts';
import { readBefore } from './read-before.ts';
import { readCandidate, renderWhat, type What } from './read-candidate.ts';

export type VerifyOptions = {
  readonly what: What;
  readonly json?: boolean;
  readonly target?: string;
  readonly base?: string;
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
  if (receipt !== undefined) {
    const { acceptReceipt } = await import('./accept-receipt.ts');
    if (!(await acceptReceipt(context, repository, receipt))) return 1;
  }
  if (!options.openFirewall) return sayVerified(context, repository, options);
  const config = await readOwnConfig(repository);
  const target = knownTarget(config, options.target ?? 'production');
  // Checking writes nothing (contract 1), so the lease of one is in no audit table.
  const wanted = { config, target, ip: options.ip, writes: false };
  const { withLease } = await import('./with-lease.ts');
  return withLease(context, repository, wanted, () => sayVerified(context, repository, options));
}

async function sayVerified(
  context: Context,
  repository: Repository,
  options: VerifyOptions,
): Promise<ExitCode> {
  const detail = options.json || options.evidence || options.explain ? 'full' : 'brief';
  const verdict = await verifyCandidate(context, repository, { ...options, byHand: true }, detail);
  context.out(options.json ? renderJson(verdict) : renderText(verdict));
  return exitCodeOf(verdict.report.verdict);
}

const renderJson = ({ report }: Verdict): string => `${JSON.stringify(report, null, 2)}\n`;

function renderText(verdict: Verdict): string {
  if (verdict.report.verdict !== 'not-applicable') return renderReport(verdict);
  return 'Nothing to check: it brings no migrations.\n';
}

/** `byHand`: what the config wants looked at besides the ledgers, which a hook does not. */
type Looked = VerifyOptions & { readonly byHand?: boolean };

/** The verdict on what a command names; a bad config is one, too. */
export async function verifyCandidate(
  context: Context,
  repository: Repository,
  options: Looked,
  detail: Detail = 'full',
): Promise<Verdict> {
  try {
    return await judgeCandidate(context, repository, options, detail);
  } catch (error) {
    if (!(error instanceof GateError && error.code === 'BAD_CONFIG')) throw error;
    return verdictOnError({ code: error.code, message: error.message, fix: error.fix });
  }
}

async function judgeCandidate(
  context: Context,
  repository: Repository,
  options: Looked,
  detail: Detail,
): Promise<Verdict> {
  const { git } = repository;
  const config = await readOwnConfig(repository);
  const targets = targetsOf(config, options);
  const reading = readCandidate(repository, config, options.what);
  const ahead = { config, targets, reading, detail };
  // With --base it may bring nothing, and then no database is asked.
  const ask = options.base === undefined ? { ask: askAhead(context, repository, ahead) } : {};
  const [candidate, debts, { reason, ignored }] = await Promise.all([
    reading,
    findBypasses(context, repository).then(() => readOpenDebts(repository)),
    readGivenReason(context, git, options.override),
  ]);
  const before = await readBefore(repository, config, options, candidate.commit, debts.overrides);
  const brought = withoutPairs(candidate.migrations, before ?? []);
  if (options.base !== undefined && brought.length === 0 && candidate.findings.length === 0) {
    return nothingToCheck(candidate);
  }
  return judge(context, repository, {
    candidate,
    config,
    targets,
    before,
    brought: options.base === undefined ? null : brought,
    debts,
    given: reason === null ? null : await readGivenOverride(context, git, reason, brought),
    ignoredOverride: ignored,
    advice: adviceOn(context, repository, renderWhat(options.what, candidate)),
    searchOrphans: true,
    detail,
    ...ask,
    ...evidenceCase(context, repository, { config, targets, options }),
    ...driftCase(context, repository, { config, baseline: candidate.baseline }, options),
  });
}

const adviceOn = (context: Context, { root, mainRoot }: Repository, what: string): Advice => ({
  invoke: invocation(root, mainRoot, context.program.script),
  what,
});

const targetsOf = (config: GateConfig, { target }: VerifyOptions): readonly string[] =>
  target === undefined ? targetNames(config.targets) : [knownTarget(config, target)];

type EvidenceWanted = Pick<Case, 'config' | 'targets'> & { readonly options: VerifyOptions };

/** Only where it is asked for: it starts an engine. */
function evidenceCase(
  context: Context,
  repository: Repository,
  { config, targets, options }: EvidenceWanted,
): Pick<Case, 'readEvidence'> {
  const { explain, evidence, json = false } = options;
  if (explain === undefined && !evidence) return {};
  const readEvidence = async (facts: Facts): Promise<Evidences> => {
    const { proveTargets } = await import('./prove-targets.ts');
    return proveTargets(context, repository, { config, facts, targets }, { explain, json });
  };
  return { readEvidence };
}

/** One comparison where nothing has changed since the last deployment; else an engine names it. */
function driftCase(
  context: Context,
  repository: Repository,
  { config, baseline }: { readonly config: GateConfig; readonly baseline: Baseline | undefined },
  { drift, byHand }: Looked,
): Pick<Case, 'readDrift'> {
  if (!drift && (!byHand || config.drift.level === 'off')) return {};
  const read = async (targets: readonly TargetFacts[]): Promise<Drifts> => {
    const { readDrift } = await import('./read-drift.ts');
    const asked = { config, targets, baseline, trustFingerprint: true };
    return readDrift(context, repository, asked);
  };
  return { readDrift: read };
}
