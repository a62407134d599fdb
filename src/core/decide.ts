import { accessReasons, sameDatabase } from './access-reasons.ts';
import { auditReasons } from './audit-reasons.ts';
import { isByReceipt } from './by-receipt.ts';
import { candidateReasons } from './candidate-reasons.ts';
import {
  bypassReason,
  coveredMigrations,
  coveredStrays,
  debtReason,
  overridesSilence,
  shownOverride,
} from './debt.ts';
import type { Facts, TargetFacts } from './facts.ts';
import type { Migration } from './migration.ts';
import type { MigrationStatus, Reason, ReasonCode, Report, TargetReport } from './report.ts';
import { stateReasons } from './target-reasons.ts';
import { statusesOn } from './target-statuses.ts';
import { trustedAnswer } from './trusted-answer.ts';

/** The report, and what only its text shows. */
export type Verdict = {
  readonly report: Report;
  /** The reason of the override that let it pass, and how many migrations it covers still. */
  readonly overridden: { readonly reason: string; readonly count: number } | null;
  /** Remarks on a target that every report shows: `not pinned`, `TLS not verified`. */
  readonly remarks: ReadonlyMap<string, readonly string[]>;
  /** What pending migrations change, by their name, where somebody is asked. */
  readonly summaries?: ReadonlyMap<string, string>;
};

/** Reasons that say "could not be asked"; an override covers them (contract 5). */
export const SILENCE: readonly ReasonCode[] = [
  'UNREACHABLE',
  'REFUSED',
  'NOT_CONFIGURED',
  'SAME_DATABASE',
  'READ_REPLICA',
  'LEDGER_NEWER',
  'ENV_TRACKED',
  'BAD_CONFIG',
];

/** THE decision: from what was read to ready or blocked, with every reason. Pure. */
export function decide(given: Facts): Verdict {
  const facts = localFirst(given);
  const covered = coveredMigrations(facts);
  const strays = coveredStrays(facts);
  const targets = facts.targets.map((target) => reportTarget(target, facts, covered));
  const statuses = targets.flatMap((target) => target.migrations.filter(isNotApplied));
  const access = facts.targets.map((target) => accessReasons(target, facts));
  const audits = auditReasons(facts, targets);
  const found = [
    ...problemReasons(facts),
    ...candidateReasons(facts, statuses, new Set([...covered, ...strays].map(({ name }) => name))),
    ...sameDatabase(facts.targets),
    ...audits.filter(isBlock), // before what deploys
  ];
  const silent =
    [...found, ...access.flat()].some(isSilence) &&
    overridesSilence(facts, [...covered, ...strays]);
  const heard = (reason: Reason): Reason => (silent && isSilence(reason) ? warn(reason) : reason);
  const debt = [...(silent ? covered : stillOpen(covered, statuses)), ...strays];
  const reasons = [
    ...found.map(heard),
    // One target after the other, so that what is to be typed for each stays together.
    ...facts.targets.flatMap((target, i) => [
      ...(access[i] ?? []).map(heard),
      ...stateReasons(target, targets[i]?.migrations ?? [], facts),
    ]),
    ...audits.filter((reason) => !isBlock(reason)),
    ...[debtReason(facts, debt), bypassReason(facts, statuses), ignored(facts)].filter(
      (reason) => reason !== null,
    ),
  ];
  const verdict = verdictOf(reasons, debt.length > 0);
  const { commit, tree, ref } = facts.candidate;
  const shown = verdict === 'overridden' ? shownOverride(facts, debt) : null;
  return {
    report: { version: 1, verdict, candidate: { commit, tree, ref }, targets, reasons },
    overridden: shown && { reason: shown.reason, count: debt.length },
    remarks: new Map(facts.targets.map((target) => [target.name, target.remarks])),
  };
}

/** The exit code of a verdict (contract 3). */
export function exitCodeOf(verdict: Report['verdict']): 0 | 1 | 2 {
  if (verdict === 'error') return 2;
  return verdict === 'blocked' ? 1 : 0;
}

function verdictOf(reasons: readonly Reason[], debt: boolean): Report['verdict'] {
  const blocking = reasons.filter(isBlock);
  const codes = blocking.map((reason) => reason.code);
  if (codes.includes('NOT_CONFIGURED') || codes.includes('BAD_CONFIG')) return 'error';
  if (blocking.length > 0) return 'blocked';
  return debt ? 'overridden' : 'ready';
}

/** Local before the others: what is to be typed for it comes first (contract 3). */
function localFirst(facts: Facts): Facts {
  const local = facts.targets.filter((target) => target.name === 'local');
  const others = facts.targets.filter((target) => target.name !== 'local');
  return { ...facts, targets: [...local, ...others] };
}

function reportTarget(
  target: TargetFacts,
  facts: Facts,
  covered: readonly Migration[],
): TargetReport {
  const { name, detail } = target;
  const answer = trustedAnswer(target);
  return {
    target: name,
    access: accessOf(target, facts),
    detail,
    ledger: answer?.ledger ? 'migration-gate' : 'none',
    migrations: statusesOn(target, facts, covered),
  };
}

function accessOf(target: TargetFacts, facts: Facts): TargetReport['access'] {
  const { access } = target.reading;
  if (access === 'ok') return trustedAnswer(target) === null ? 'refused' : 'ok';
  return isByReceipt(target, facts) ? 'receipt' : access;
}

/** What is covered and, as the targets that were asked say, not applied everywhere. */
function stillOpen(
  covered: readonly Migration[],
  statuses: readonly MigrationStatus[],
): readonly Migration[] {
  const open = new Set(statuses.filter((s) => s.flags.includes('debt')).map((s) => s.name));
  return covered.filter((migration) => open.has(migration.name));
}

function problemReasons({ problem }: Facts): Reason[] {
  if (problem === null) return [];
  const { code, message, fix } = problem;
  return [{ code, target: null, migrations: [], severity: 'block', message, fixes: [fix] }];
}

function ignored(facts: Facts): Reason | null {
  if (facts.ignoredOverride === null) return null;
  return {
    code: 'OVERRIDE_IGNORED',
    target: null,
    migrations: [],
    severity: 'warn',
    message: facts.ignoredOverride,
    fixes: ['git -c migration-gate.override="reason" <the git command>'],
  };
}

const isNotApplied = ({ state }: MigrationStatus): boolean => state !== 'applied';

const isBlock = ({ severity }: Reason): boolean => severity === 'block';

const isSilence = ({ code }: Reason): boolean => SILENCE.includes(code);

const warn = (reason: Reason): Reason => ({ ...reason, severity: 'warn' });
