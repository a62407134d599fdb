import { ANYTHING } from './removals.ts';
import { type Catalog, names, type Step, type Timelines, timelinesOf } from './timeline.ts';
import type { Evidence } from './weigh-evidence.ts';

/**
 * One round of inference over what the timeline rule left undecided, each with its reason; a mark
 * of its own (`implied`) tells it from proof. Nothing is inferred from a migration that does things
 * only where they are possible (IF EXISTS), nor of one whose effects a catalog cannot show.
 */
export function inferEvidence(
  steps: readonly Step[],
  evidence: readonly Evidence[],
  before?: Catalog,
): (Evidence & { readonly implied: boolean })[] {
  const timelines = timelinesOf(steps, before);
  return evidence.map((own, index) => {
    const step = steps[index];
    const isBare = own.drift.length === 0 && own.open === null;
    const open = own.verdict === 'undecided' && isBare && isPlain(step);
    const inferred = open && step ? infer(step, index, { steps, evidence, timelines }) : null;
    return inferred === null ? { ...own, implied: false } : { ...own, ...inferred, implied: true };
  });
}

type Known = {
  readonly steps: readonly Step[];
  readonly evidence: readonly Evidence[];
  readonly timelines: Timelines;
};

const isPlain = (step: Step | undefined): boolean =>
  step !== undefined &&
  step.failed === null &&
  step.unseen === null &&
  step.conditional.length === 0 &&
  step.claims.length === 0;

type Inferred = Pick<Evidence, 'verdict' | 'because'>;

function infer(step: Step, index: number, known: Known): Inferred | null {
  for (const key of step.change.keys()) {
    const moments = known.timelines.get(key) ?? [];
    const at = moments.findIndex((moment) => moment.step === index);
    const next = moments[at + 1]?.step ?? -1;
    const made = moments[at]?.value !== null;
    const value = moments[at]?.value ?? moments[at - 1]?.value ?? '';
    if (
      made &&
      next !== -1 &&
      isProven(next, known) &&
      !removesMore(known.steps[next], key, value)
    ) {
      return implied('evident', `${known.steps[next]?.name} changes what it makes`);
    }
    const earlier = moments[at - 1];
    if (!earlier || earlier.step === -1 || earlier.value === null) continue;
    const before = known.evidence[earlier.step];
    if (before?.verdict === 'absent' && !removesMore(step, key, value)) {
      return implied('absent', `it changes what ${before.name} makes`);
    }
  }
  return null;
}

/** Whether a key can have gone with what a migration takes away: the key itself, or its table. */
function removes({ removes: removed }: Step, key: string, value: string): boolean {
  return removed.some((name) => {
    if (name === ANYTHING || names(key, name)) return true;
    // An index on public.users names its columns by themselves.
    const [table = '', column] = name.split('.');
    return names(` ${value} `, table) && (column === undefined || value.includes(column));
  });
}

/** Not counting the key by its own name: who drops or renames that needs it to be there. */
function removesMore(step: Step | undefined, key: string, value: string): boolean {
  if (step === undefined) return true;
  const others = step.removes.filter((name) => !key.endsWith(`.${name}`));
  return removes({ ...step, removes: others }, key, value);
}

/** Proven itself, and it cannot have run without what it changes. */
function isProven(index: number, { steps, evidence }: Known): boolean {
  const step = steps[index];
  return evidence[index]?.verdict === 'evident' && step !== undefined && isPlain(step);
}

const implied = (verdict: Evidence['verdict'], because: string): Inferred => ({ verdict, because });
