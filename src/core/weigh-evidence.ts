import { plainValue } from './plain-view.ts';
import {
  type Catalog,
  type Moment,
  names,
  type Step,
  type Timelines,
  timelinesOf,
} from './timeline.ts';

/** What a live catalog says of one migration. */
export type Evidence = {
  readonly name: string;
  /** `absent`: proven not to be applied. */
  readonly verdict: 'evident' | 'absent' | 'partial' | 'undecided';
  /** Keys whose live value only this migration sets. */
  readonly for: readonly string[];
  /** Keys that still have a value from before it. */
  readonly against: readonly string[];
  /** Keys whose live value no migration sets: somebody's own hand. */
  readonly drift: readonly string[];
  /** A key that is gone, and whether this ever made it is not known; null: there is none. */
  readonly open: string | null;
  /** Why it is decided although no key of its own decides; or why it cannot be. */
  readonly because: string | null;
};

type Live = {
  readonly valueOf: (key: string) => string | null;
  readonly tables: readonly string[];
};

/**
 * The timeline rule: what each key of a migration says, by its live value and by every value that
 * the sequence gives it. Never by the order alone: a sequence with a hole looks like one without
 * (17 of 1,849 such guesses were wrong when it was measured).
 *
 * @param before what the database held before the first of them: a baseline
 */
export function weighEvidence(steps: readonly Step[], live: Catalog, before?: Catalog): Evidence[] {
  const timelines = timelinesOf(steps, before);
  const seen: Live = {
    valueOf: (key) => plainOrNull(key, live.get(key)),
    tables: [...live.keys()].filter((key) => key.startsWith('table ')),
  };
  const broken = steps.findIndex((step) => step.failed !== null);
  const found = steps.map((step, index) => {
    if (broken !== -1 && index >= broken) return notReplayed(step, steps[broken]);
    return weighStep(step, index, timelines, seen);
  });
  return withoutHalves(steps, found, timelines, seen);
}

/**
 * What is gone may have been taken away by a later migration, or never have been made: a file that
 * ran in half. Only where that later one is proven is this one. From the last one back.
 */
function withoutHalves(
  steps: readonly Step[],
  found: readonly Evidence[],
  timelines: Timelines,
  live: Live,
): Evidence[] {
  const sure = [...found];
  for (const [index, step] of [...steps.entries()].reverse()) {
    const own = sure[index];
    if (own?.verdict !== 'evident' && own?.verdict !== 'undecided') continue;
    const isProven = (other: number): boolean => sure[other]?.verdict === 'evident';
    const open = [...step.change.keys()].find((key) =>
      isOpen(plainMoments(key, timelines), index, live.valueOf(key), isProven),
    );
    if (open === undefined) continue;
    const because = own.verdict === 'evident' ? `who took away ${open} is not known` : own.because;
    sure[index] = { ...own, verdict: 'undecided', because, open };
  }
  return sure;
}

/** It is as it was before this step, and a later one, none of them proven, leaves it so, too. */
function isOpen(
  moments: readonly Moment[],
  index: number,
  live: string | null,
  isProven: (step: number) => boolean,
): boolean {
  const alike = moments.filter((moment) => moment.value === live).map(({ step }) => step);
  const later = alike.filter((step) => step > index);
  const isEither = alike.some((step) => step < index) && later.length > 0;
  return isEither && !alike.includes(index) && !later.some(isProven);
}

const plainMoments = (key: string, timelines: Timelines): Moment[] =>
  (timelines.get(key) ?? []).map((moment) => ({
    ...moment,
    value: plainOrNull(key, moment.value),
  }));

const plainOrNull = (key: string, value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : plainValue(key, value);

type Weight = 'for' | 'against' | 'neutral' | 'drift';

function weighStep(step: Step, index: number, timelines: Timelines, live: Live): Evidence {
  const found: Record<Weight, string[]> = { for: [], against: [], neutral: [], drift: [] };
  for (const key of step.change.keys()) {
    const weight = weigh(plainMoments(key, timelines), index, live.valueOf(key));
    found[weight === 'against' && isExcused(step, key, live) ? 'neutral' : weight].push(key);
  }
  const proof = { for: found.for, against: found.against, drift: found.drift, open: null };
  return { name: step.name, ...proof, ...concluded(step, found) };
}

/** What one key says of the step at this index. */
function weigh(moments: readonly Moment[], index: number, live: string | null): Weight {
  const own = moments.find((moment) => moment.step === index)?.value;
  const earlier = moments.some((moment) => moment.step < index && moment.value === live);
  const later = moments.some((moment) => moment.step > index && moment.value === live);
  if (live === own) return earlier || later ? 'neutral' : 'for';
  if (later) return 'neutral';
  return earlier ? 'against' : 'drift';
}

/** ALTER TABLE IF EXISTS of a table that is not there ran, and did nothing. */
function isExcused({ conditional }: Step, key: string, { tables }: Live): boolean {
  return conditional.some(
    (name) => names(key, name) && !tables.some((table) => names(table, name)),
  );
}

function concluded(
  { unseen, change }: Step,
  found: Readonly<Record<Weight, readonly string[]>>,
): Pick<Evidence, 'verdict' | 'because'> {
  const isFor = found.for.length > 0;
  const isAgainst = found.against.length > 0;
  if (isFor && isAgainst) return { verdict: 'partial', because: null };
  if (isAgainst) return { verdict: 'absent', because: null };
  if (unseen !== null) return { verdict: 'undecided', because: unseen };
  if (isFor && found.drift.length === 0) return { verdict: 'evident', because: null };
  if (isFor) return { verdict: 'partial', because: 'what it makes has been changed since' };
  return { verdict: 'undecided', because: whyUndecided(change.size, found.drift.length) };
}

function whyUndecided(changed: number, drift: number): string {
  if (changed === 0) return 'it changes nothing that a catalog shows';
  if (drift > 0) return 'what it changes is there in another form';
  return 'others make or undo all that it makes';
}

/** What is said of a migration that failed on what the ones before it made. */
export const NOT_REPLAYED = 'it could not be replayed';

function notReplayed(step: Step, broken: Step | undefined): Evidence {
  const because =
    step === broken
      ? `${NOT_REPLAYED}: ${step.failed}`
      : `it comes after ${broken?.name}, which could not be replayed`;
  const keys = { for: [], against: [], drift: [], open: null };
  return { name: step.name, verdict: 'undecided', ...keys, because };
}
