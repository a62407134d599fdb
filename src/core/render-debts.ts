import type { DebtEntry } from './list-debts.ts';
import { shellQuote } from './shell-quote.ts';
import { visible } from './visible.ts';

const MARKS = { open: '⚠️ ', unknown: '⚠️ ', withdrawn: '–', settled: '✓' } as const;

/** The list of `overrides` as text: one block for each record, then what to type. */
export function renderDebts(
  entries: readonly DebtEntry[],
  maxAgeDays: number,
  invoke: string,
): string {
  if (entries.length === 0) return 'No overrides, and nothing came in while the hooks were off.\n';
  const owed = entries.filter(({ state }) => state === 'open' || state === 'unknown');
  const left = entries.length - owed.length;
  const head = `${owed.length} not deployed, ${left} settled or withdrawn.`;
  const unshared = entries.filter(({ here, shared }) => here && !shared);
  const fixes = [
    ...new Set(owed.flatMap((entry) => commandsFor(entry, invoke))),
    ...(unshared.length === 0 ? [] : [`${invoke} overrides --share`]),
  ];
  const blocks = entries.map((entry) => renderEntry(entry, maxAgeDays));
  const what =
    fixes.length === 0 ? [] : [['What to type:', ...fixes.map((f) => `  ${f}`)].join('\n')];
  return `${[head, ...blocks, ...what].join('\n\n')}\n`;
}

/** Local first: what runs there is tried before production gets it. */
function commandsFor(entry: DebtEntry, invoke: string): string[] {
  const what = shellQuote(branchOf(entry));
  const targets = new Set(entry.migrations.flatMap((m) => [...m.missingOn, ...m.unknownOn]));
  const others = [...targets].filter((target) => target !== 'local');
  return [
    ...(targets.has('local') ? [`${invoke} apply ${what}`] : []),
    ...others.map((target) => {
      const option = target === 'production' ? '' : ` --target ${target}`;
      return `${invoke} deploy ${what}${option}`;
    }),
  ];
}

/** By its short name; HEAD for an override that was given to a command. */
function branchOf({ ref }: DebtEntry): string {
  return ref?.replace(/^refs\/(?:heads|remotes)\//, '') ?? 'HEAD';
}

/**
 * `⚠️  override into main, 3 days ago, by Ann <ann@example.com>` and below it the reason and the
 * migrations.
 */
function renderEntry(entry: DebtEntry, maxAgeDays: number): string {
  const { kind, state, by, at, reason, migrations } = entry;
  const open = state === 'open' || state === 'unknown';
  return [
    `${MARKS[state]} ${kind} into ${visible(branchOf(entry))}, ${at.slice(0, 10)}, by ${visible(by)}`,
    `    ${visible(reason)}`,
    ...migrations.map((migration) => `    ${renderMigration(entry, migration)}`),
    ...(open ? [`    ${renderAge(entry, maxAgeDays)}`] : []),
    ...(state === 'withdrawn' ? ['    No protected branch has it any more.'] : []),
    ...(open && !entry.shared ? ['    Only this clone knows of it yet.'] : []),
  ].join('\n');
}

function renderMigration(
  { state }: DebtEntry,
  { name, missingOn, unknownOn }: DebtEntry['migrations'][number],
): string {
  const said = [
    ...missingOn.map((target) => `not on ${target}`),
    ...unknownOn.map((target) => `${target} could not be asked`),
  ];
  const there = state === 'settled' ? 'deployed' : 'on all targets';
  return `${visible(name)}: ${said.length === 0 ? there : said.join(', ')}`;
}

function renderAge({ ageDays, overdue }: DebtEntry, maxAgeDays: number): string {
  if (ageDays === null) return 'Nobody knows how old it is: it blocks.';
  if (ageDays === 0 && !overdue) {
    return `Less than a day old; it blocks when it is older than ${maxAgeDays}.`;
  }
  const days = `${ageDays} ${ageDays === 1 ? 'day' : 'days'} old`;
  return overdue
    ? `${ageDays === maxAgeDays ? 'More than ' : ''}${days}, and ${maxAgeDays} are allowed: it blocks.`
    : `${days}; it blocks when it is older than ${maxAgeDays}.`;
}
