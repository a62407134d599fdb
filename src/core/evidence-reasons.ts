import { adoptCommand, writtenWhere } from './adopt-command.ts';
import { type Baseline, coveredNames } from './baseline.ts';
import { bestPrefix } from './best-prefix.ts';
import type { Proof } from './evidence.ts';
import type { Facts, TargetFacts } from './facts.ts';
import { count, reason } from './make-reason.ts';
import type { MigrationStatus, Reason } from './report.ts';
import { shellQuote } from './shell-quote.ts';
import { visible } from './visible.ts';
import { NOT_REPLAYED } from './weigh-evidence.ts';

/**
 * What `verify --evidence` adds: each blocks until a person has recorded it, for the catalog shows
 * that the effects are there, not who made them, nor that they stay.
 *
 * @param run the command that runs what is pending on this target
 */
export function evidenceReasons(
  target: TargetFacts,
  open: readonly MigrationStatus[],
  facts: Facts,
  run: string,
): Reason[] {
  const proofs = new Map(facts.evidence.get(target.name)?.map((proof) => [proof.name, proof]));
  const inState = (state: MigrationStatus['state']): MigrationStatus[] =>
    open.filter((status) => status.state === state);
  const [evident, undecided] = [inState('evident'), inState('undecided')];
  return [
    ...(evident.length > 0 ? [evidentReason(target.name, evident, facts)] : []),
    ...inState('partial').map((status) =>
      partialReason(target.name, status, proofs.get(status.name), facts),
    ),
    ...(undecided.length > 0
      ? [undecidedReason(target.name, undecided, { proofs, facts, run, some: evident.length > 0 })]
      : []),
  ];
}

/** PENDING, for what the ledger lacks is pending until it is recorded. */
function evidentReason(target: string, evident: readonly MigrationStatus[], facts: Facts): Reason {
  const implied = evident.filter((status) => status.flags.includes('implied')).length;
  const some = implied === 0 ? '' : ` (${implied} implied by others)`;
  const message = [
    `Not in the ledger of ${target}, but its catalog proves: ${count(evident.length)}${some}.`,
    'They were run there by hand. They count as deployed once they are recorded.',
  ].join('\n');
  const fixes = [adoptCommand(facts.advice, target, '--evident')];
  return reason('PENDING', target, 'block', message, fixes, evident);
}

/** So many objects are named in a message; `--explain` names all. */
const SHOWN = 3;

function partialReason(
  target: string,
  status: MigrationStatus,
  proof: Proof | undefined,
  facts: Facts,
): Reason {
  const { invoke, what } = facts.advice;
  const name = shellQuote(status.name);
  const message = [
    `${status.name} is on ${target} in part.`,
    ...keyLine('There: ', proof?.for ?? []),
    ...keyLine('Not there: ', proof?.against ?? []),
    ...keyLine('Not as it makes it: ', proof?.drift ?? []),
  ].join('\n');
  const explain = [invoke, 'verify', what, '--explain', name].filter((part) => part !== '');
  const fixes = [
    explain.join(' '),
    `That names all of it. Make the rest of it on ${target} by hand, or undo it there.`,
    'Or, if all that it is for is there (you have looked):',
    adoptCommand(facts.advice, target, `${name} --force`),
  ];
  return reason('PARTIAL', target, 'block', message, fixes, [status]);
}

/** `Not there: table public.a, index public.b, and 4 more` */
function keyLine(head: string, keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  const more = keys.length > SHOWN ? `, and ${keys.length - SHOWN} more` : '';
  return [`${head}${keys.slice(0, SHOWN).map(visible).join(', ')}${more}`];
}

type Known = {
  readonly proofs: ReadonlyMap<string, Proof>;
  readonly facts: Facts;
  readonly run: string;
  /** Whether there is something proven to be recorded, too. */
  readonly some: boolean;
};

/** More are not asked for one by one. */
const ASKED_BY_NAME = 5;
const LINES = 20;

function undecidedReason(
  target: string,
  undecided: readonly MigrationStatus[],
  asked: Known,
): Reason {
  const { proofs, facts } = asked;
  const lines = undecided.map(
    ({ name }) => `${visible(name)}: ${visible(proofs.get(name)?.because ?? '')}`,
  );
  const more = lines.length > LINES ? [`and ${lines.length - LINES} more`] : [];
  const message = [
    `The catalog of ${target} cannot show whether it ran: ${count(undecided.length)}.`,
    ...lines.slice(0, LINES),
    ...more,
  ].join('\n');
  const fixes = facts.empty?.has(target) ? [asked.run] : waysFor(target, undecided, asked);
  return reason('UNDECIDED', target, 'block', message, fixes, undecided);
}

/** By hand what ran there, else the run; or a baseline. */
function waysFor(target: string, undecided: readonly MigrationStatus[], asked: Known): string[] {
  const { proofs, facts, run } = asked;
  const adopts = adoptionsOf(undecided, asked, facts.candidate.baseline).map((words) =>
    adoptCommand(facts.advice, target, words),
  );
  const known = 'That is for what ran there (you know it). What never ran:';
  const theirs = adopts.length === 0 ? [] : [...adopts, known];
  return [...theirs, run, ...beginWithSchema(target, undecided, proofs, facts)];
}

/** Where one cannot be replayed for want of something, that may be older than all of them. */
function beginWithSchema(
  target: string,
  undecided: readonly MigrationStatus[],
  proofs: ReadonlyMap<string, Proof>,
  { candidate, advice }: Facts,
): string[] {
  const isBroken = ({ name }: MigrationStatus): boolean =>
    proofs.get(name)?.because?.startsWith(NOT_REPLAYED) ?? false;
  if (candidate.baseline !== undefined || !undecided.some(isBroken)) return [];
  const where = writtenWhere(advice, target);
  return [
    `Or, where ${target} is older than its migrations, begin with its schema:`,
    `${advice.invoke} baseline --through <name>${where} --reason "…"`,
  ];
}

/** What a baseline stands for is there together, or not at all. */
function adoptionsOf(
  undecided: readonly MigrationStatus[],
  known: Known,
  baseline: Baseline | undefined,
): string[] {
  const covered = coveredNames(baseline);
  const single = undecided.filter(({ name }) => !covered.has(name));
  const words = single.length === 0 ? [] : wordsFor(single, known);
  const isMeant = single.length === undecided.length || words.some((w) => w.includes('--through '));
  return isMeant ? words : [`--through ${shellQuote(baseline?.through ?? '')}`, ...words];
}

/**
 * What of it a person takes: a few one by one; of many those that come before the last proven one
 * of the best prefix, for what comes after it most probably never ran. Nothing where all that a
 * catalog can show is not there: an empty database, which is for the run.
 */
function wordsFor(undecided: readonly MigrationStatus[], { proofs, some }: Known): string[] {
  const { last } = bestPrefix([...proofs.values()]);
  if (last === null && isAbsent([...proofs.values()])) return [];
  if (undecided.length <= ASKED_BY_NAME) return undecided.map(({ name }) => shellQuote(name));
  const names = [...proofs.keys()];
  const upTo = new Set(last === null ? [] : names.slice(0, names.indexOf(last) + 1));
  const before = undecided.filter(({ name }) => upTo.has(name));
  if (last === null || before.length === 0) return ['--all'];
  const after = undecided.filter(({ name }) => !upTo.has(name));
  const each = after.length > ASKED_BY_NAME ? [] : after.map(({ name }) => shellQuote(name));
  return [`${some ? '--evident ' : ''}--through ${shellQuote(last)}`, ...each];
}

const isAbsent = (proofs: readonly Proof[]): boolean =>
  proofs.some(({ verdict }) => verdict === 'absent') &&
  !proofs.some(({ verdict }) => verdict === 'evident' || verdict === 'partial');
