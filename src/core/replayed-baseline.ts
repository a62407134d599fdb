import { type Baseline, coveredNames } from './baseline.ts';
import { catalogAfter } from './catalog-after.ts';
import type { Proof } from './evidence.ts';
import type { Sequenced } from './replay-sequence.ts';
import type { Catalog, Step } from './timeline.ts';

/** Why the catalog cannot show what a baseline stands for: what was there before is not known. */
const PART_OF_BASELINE = 'it is part of the baseline';

/** What is replayed: the dump in the place of what it stands for, then the others. */
export function withBaseline(
  sequence: readonly Sequenced[],
  baseline: Baseline | undefined,
): readonly Sequenced[] {
  if (baseline === undefined) return sequence;
  const covered = coveredNames(baseline);
  const { path: name, blob, sql } = baseline;
  return [{ name, blob, sql }, ...sequence.filter((each) => !covered.has(each.name))];
}

type Begun = {
  readonly before: Catalog;
  readonly steps: readonly Step[];
  /** Why the dump itself could not be replayed; null: it was. */
  readonly broken: string | null;
};

/** The steps of that, one for each of the sequence again. */
export function withoutBaseline(
  sequence: readonly Sequenced[],
  baseline: Baseline | undefined,
  replayed: readonly Step[],
): Begun {
  const [dump] = replayed;
  if (baseline === undefined || dump === undefined) {
    return { before: new Map(), steps: replayed, broken: null };
  }
  const covered = coveredNames(baseline);
  const rest = replayed.slice(1).values();
  const broken = dump.failed;
  const steps = sequence.map(({ name }) => {
    if (covered.has(name)) return partOfBaseline(name);
    const step = rest.next().value ?? nothing(name);
    return broken === null ? step : { ...step, failed: `${baseline.path} fails: ${broken}` };
  });
  return { before: catalogAfter(new Map(), [dump]), steps, broken };
}

function nothing(name: string): Step {
  const none = { claims: [], conditional: [], removes: [], change: new Map() };
  return { name, ...none, unseen: null, failed: null };
}

const partOfBaseline = (name: string): Step => ({ ...nothing(name), unseen: PART_OF_BASELINE });

/** Where no table of the dump is there, nothing of what it stands for is: an empty database. */
export function withoutBaselineThere(
  proofs: readonly Proof[],
  live: Catalog,
  before: Catalog,
): Proof[] {
  const tables = [...before.keys()].filter((key) => key.startsWith('table '));
  const isGone = tables.length > 0 && !tables.some((key) => live.has(key));
  return proofs.map((proof) =>
    isGone && proof.because === PART_OF_BASELINE ? { ...proof, verdict: 'absent' } : proof,
  );
}
