import { isContradicted, refuseContradicted } from './contradicted.ts';
import { OPEN_STATES } from './evidence.ts';
import type { Facts } from './facts.ts';
import type { Migration } from './migration.ts';
import type { Pending } from './plan-run.ts';
import type { Refusal } from './refusal.ts';
import type { MigrationStatus, ReasonCode, Report } from './report.ts';
import { resolveCommand } from './settlement.ts';
import { shellQuote } from './shell-quote.ts';

/** Which migrations are to be recorded as applied without running. */
export type Choice = (
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** `evident`: and all that the catalog proves, where it comes later, too. */
  | { readonly kind: 'through'; readonly name: string; readonly evident?: boolean }
  | { readonly kind: 'all' }
  /** What the catalog proves. */
  | { readonly kind: 'evident' }
) & {
  /** Also what the catalog contradicts. */
  readonly force?: boolean;
};

export type Adoption = {
  /** In the candidate's order. */
  readonly adopt: readonly Pending[];
  /** Named, and recorded with this content already. */
  readonly already: readonly string[];
  /** Meant by `--all` or `--through`, but contradicted by the catalog: they stay as they are. */
  readonly contradicted: readonly string[];
  readonly refusals: readonly Refusal[];
};

/** With these nothing is known of the target, or nothing may be written to it. */
const AGAINST_WRITING: readonly ReasonCode[] = [
  'UNREACHABLE',
  'REFUSED',
  'NOT_CONFIGURED',
  'BAD_CONFIG',
  'ENV_TRACKED',
  'SAME_DATABASE',
  'READ_REPLICA',
  'LEDGER_NEWER',
  'INVALID_FOLDER',
];

/**
 * What is recorded, what is so already, and what is refused: with a refusal nothing is recorded.
 * What the catalog contradicts (where it was asked) is refused by name, and left out of more.
 */
export function planAdoption(
  facts: Facts,
  report: Report,
  target: string,
  choice: Choice,
): Adoption {
  const unwritable = report.reasons.filter(
    (reason) =>
      AGAINST_WRITING.includes(reason.code) &&
      reason.severity === 'block' &&
      (reason.target === target || reason.target === null || reason.code === 'SAME_DATABASE'),
  );
  if (unwritable.length > 0) {
    return { adopt: [], already: [], contradicted: [], refusals: unwritable };
  }
  const statuses = report.targets.find((other) => other.target === target)?.migrations ?? [];
  const meant = chooseStatuses(facts, statuses, choice);
  const against = choice.force ? [] : meant.filter((each) => isContradicted(facts, target, each));
  const named = choice.kind === 'names' ? against : against.filter((s) => isLast(choice, s));
  const chosen = meant.filter((status) => !against.includes(status));
  const refusals: Refusal[] = [
    ...unknownNames(facts, statuses, choice),
    ...chosen.flatMap((status) => refuseState(facts, status, target)),
    ...named.map((status) => refuseContradicted(facts, status, target)),
  ];
  const pending = new Set(chosen.filter(isOpen).map((s) => s.name));
  const open = facts.candidate.migrations.filter(({ name }) => pending.has(name));
  const adopt = open.flatMap((migration) => withText(facts, migration));
  return {
    adopt,
    already: chosen.filter((s) => s.state === 'applied' || s.state === 'missing').map(nameOf),
    contradicted: against.map(nameOf),
    refusals: [
      ...refusals,
      ...open.filter((each) => !facts.contents.has(each.blob)).map(refuseUnread),
    ],
  };
}

/** The options of `adopt` again: `001_a.sql`, `--through 003_c.sql`, `--all`. */
export function renderChoice(choice: Choice): string {
  return `${renderKind(choice)}${choice.force ? ' --force' : ''}`;
}

function renderKind(choice: Choice): string {
  if (choice.kind === 'through') {
    return `${choice.evident ? '--evident ' : ''}--through ${shellQuote(choice.name)}`;
  }
  return choice.kind === 'names' ? choice.names.map(shellQuote).join(' ') : `--${choice.kind}`;
}

/** Named ones in any state; of the others only what is pending, so that nothing is decided twice. */
function chooseStatuses(
  facts: Facts,
  statuses: readonly MigrationStatus[],
  choice: Choice,
): readonly MigrationStatus[] {
  if (choice.kind === 'names') return statuses.filter(({ name }) => choice.names.includes(name));
  if (choice.kind === 'evident') return statuses.filter(({ state }) => state === 'evident');
  const pending = statuses.filter(isOpen);
  if (choice.kind === 'all') return pending;
  const names = facts.candidate.migrations.map(nameOf);
  const upTo = new Set(names.slice(0, names.indexOf(choice.name) + 1));
  const isProven = (state: string): boolean => choice.evident === true && state === 'evident';
  return pending.filter(({ name, state }) => upTo.has(name) || isProven(state));
}

const isOpen = ({ state }: MigrationStatus): boolean => OPEN_STATES.includes(state);

const isLast = (choice: Choice, { name }: MigrationStatus): boolean =>
  choice.kind === 'through' && choice.name === name;

function unknownNames(
  { candidate }: Facts,
  statuses: readonly MigrationStatus[],
  choice: Choice,
): Refusal[] {
  const asked =
    choice.kind === 'names' ? choice.names : choice.kind === 'through' ? [choice.name] : [];
  const known = choice.kind === 'names' ? statuses.map(nameOf) : candidate.migrations.map(nameOf);
  return asked
    .filter((name) => !known.includes(name))
    .map((name) => ({
      message: `${name} is not in the candidate.`,
      fixes: ['Commit the file, or name where it is:  --what <branch>, --staged'],
    }));
}

/** Why a migration in this state is not recorded by the way; none: it may be. */
export function refuseState(
  { advice }: Facts,
  { name, state, flags }: MigrationStatus,
  target: string,
): Refusal[] {
  const { invoke } = advice;
  const command = (settlement: Parameters<typeof resolveCommand>[2]): string =>
    resolveCommand({ invoke, target }, name, settlement);
  if (state === 'interrupted') {
    return [
      {
        message: `${name} was started on ${target} and never finished; that is settled by resolve.`,
        fixes: [command({ kind: 'applied' }), command({ kind: 'not-applied' })],
      },
    ];
  }
  if (state === 'modified') {
    return [
      {
        message: `${name} is recorded on ${target} with another content.`,
        fixes: [command({ kind: 'accept-change', force: false })],
      },
    ];
  }
  if (!flags.includes('renamed')) return [];
  return [
    {
      message: `${name} ran on ${target} under another name; it would be recorded twice.`,
      fixes: [`${invoke} verify`, `${invoke} resolve ${shellQuote(name)} --renamed-from <old> …`],
    },
  ];
}

function withText(facts: Facts, migration: Migration): Pending[] {
  const sql = facts.contents.get(migration.blob);
  return sql === undefined ? [] : [{ migration, sql }];
}

const refuseUnread = ({ path, blob }: Migration): Refusal => ({
  message: `${path} could not be read from git.`,
  fixes: [`git cat-file -p ${blob}`],
});

const nameOf = ({ name }: { readonly name: string }): string => name;
