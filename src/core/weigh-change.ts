import type { ParsedStatement } from './parsed-sql.ts';
import { plainValue } from './plain-view.ts';
import { normaliseSql } from './sql-text.ts';
import { type Catalog, type CatalogChange, type Step, timelinesOf } from './timeline.ts';
import { unseenEffect } from './unseen-effects.ts';
import { weighEvidence } from './weigh-evidence.ts';

/** What ran on a target, replayed with the text that a migration had and with the one it has. */
export type ChangeReplays = {
  readonly name: string;
  readonly before: readonly Step[];
  readonly after: readonly Step[];
  /** What was there before the first of them: a baseline. */
  readonly start: Catalog;
};

/**
 * What keeps a catalog from proving that it has what a migration says now: none, and all of it is
 * there. Every key that the new text sets, and every one that comes out differently with it, must
 * have the value that it has at the end with the new text. What the difference does that no catalog
 * shows (unseenDifference) is for the caller to refuse.
 */
export function weighChange(replays: ChangeReplays, live: Catalog): string[] {
  const { name, before, after, start } = replays;
  const failed = [...after, ...before].find((step) => step.failed !== null);
  if (failed !== undefined) return [`${failed.name} could not be replayed: ${failed.failed}`];
  const own = after.find((step) => step.name === name);
  const old = before.find((step) => step.name === name);
  if (own === undefined || old === undefined) return [`${name} was not replayed`];
  const [endBefore, endAfter] = [endOf(before, start), endOf(after, start)];
  const differing = [...new Set([...endBefore.keys(), ...endAfter.keys()])].filter(
    (key) => valueIn(endBefore, key) !== valueIn(endAfter, key),
  );
  const problems = [...new Set([...own.change.keys(), ...differing])]
    .filter((key) => plain(key, live.get(key)) !== plain(key, valueIn(endAfter, key)))
    .map(
      (key) =>
        `${key}: it makes ${shown(valueIn(endAfter, key))}, there is ${shown(live.get(key))}`,
    );
  if (problems.length > 0 || isSame(old.change, own.change)) return problems;
  return whyUnproven(after, own, live, start);
}

/** All of it is as the new text leaves it; but others may have made that, without this one. */
function whyUnproven(steps: readonly Step[], own: Step, live: Catalog, start: Catalog): string[] {
  const compared = steps.map((step) => (step === own ? { ...own, unseen: null } : step));
  const proof = weighEvidence(compared, live, start).find(({ name }) => name === own.name);
  return proof?.verdict === 'evident' ? [] : [proof?.because ?? 'its own effects are not there'];
}

/** The last value of each key that any step sets. */
function endOf(steps: readonly Step[], start: Catalog): ReadonlyMap<string, string | null> {
  const ends = [...timelinesOf(steps, start)].map(
    ([key, moments]) => [key, moments.at(-1)?.value ?? null] as const,
  );
  return new Map(ends);
}

const valueIn = (end: ReadonlyMap<string, string | null>, key: string): string | null =>
  end.get(key) ?? null;

const plain = (key: string, value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : plainValue(key, value);

const isSame = (one: CatalogChange, other: CatalogChange): boolean =>
  one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);

const MOST = 80;

function shown(value: string | null | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  const line = value.replace(/\s+/g, ' ');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}

type Parsed = { readonly sql: string; readonly statements: readonly ParsedStatement[] };

/** Why a catalog cannot show what one text does and the other does not; null: it can. */
export function unseenDifference(old: Parsed, now: Parsed): string | null {
  const [olds, nows] = [textsOf(old), textsOf(now)];
  const most = Math.min(olds.length, nows.length);
  let first = 0;
  while (first < most && olds[first] === nows[first]) first += 1;
  let last = 0;
  while (last < most - first && olds.at(-1 - last) === nows.at(-1 - last)) last += 1;
  // What is between the ends that are alike; one statement twice is another thing than once.
  const between = ({ statements }: Parsed): readonly ParsedStatement[] =>
    statements.slice(first, statements.length - last);
  return unseenEffect([...between(old), ...between(now)]);
}

const textsOf = ({ sql, statements }: Parsed): string[] =>
  statements.map(({ start, end }) => normaliseSql(sql.slice(start, end)));
