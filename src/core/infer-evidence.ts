import { ANYTHING } from './removals.ts';
import { names, type Step, type Timelines, timelinesOf } from './timeline.ts';
import type { Evidence } from './weigh-evidence.ts';

/**
 * One round of inference over what the timeline rule left undecided, each with its reason; a mark
 * of its own (`implied`) tells it from proof. Nothing is inferred from a migration that does things
 * only where they are possible (IF EXISTS), nor of one whose effects a catalog cannot show.
 */
export function inferEvidence(
  steps: readonly Step[],
  evidence: readonly Evidence[],
): (Evidence & { readonly implied: boolean })[] {
  const timelines = timelinesOf(steps);
  return evidence.map((own, index) => {
    const step = steps[index];
    const open = own.verdict === 'undecided' && own.drift.length === 0 && isPlain(step);
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
    if (made && next !== -1 && isProven(next, known) && !removes(known.steps[next], key, value)) {
      return implied('evident', `${known.steps[next]?.name} changes what it makes`);
    }
    const earlier = moments[at - 1];
    if (!earlier || earlier.step === -1 || earlier.value === null) continue;
    const before = known.evidence[earlier.step];
    if (before?.verdict === 'absent' && !removesMore(step, key, value)) {
      return implied('absent', `it changes what ${before.name} makes`);
    }
    const last = at === moments.length - 1;
    const others = known.steps.filter((other, i) => i > earlier.step && other !== step);
    const alone = !others.some((other) => removes(other, key, value));
    if (!made && last && alone && isProven(earlier.step, known)) {
      return implied('evident', `what ${before?.name} made is gone, and nothing else removes it`);
    }
  }
  return null;
}

/** Whether a key can have gone with what a migration takes away: the key itself, or its table. */
function removes(step: Step | undefined, key: string, value: string): boolean {
  const inValue = ` ${value} `;
  return (step?.removes ?? []).some(
    (name) => name === ANYTHING || names(key, name) || names(inValue, name),
  );
}

/** Not counting the key by its own name: who drops that needs it to be there. */
function removesMore(step: Step, key: string, value: string): boolean {
  const others = step.removes.filter((name) => !key.endsWith(`.${name}`));
  return removes({ ...step, removes: others }, key, value);
}

/** Proven itself, and it cannot have run without what it changes. */
function isProven(index: number, { steps, evidence }: Known): boolean {
  const step = steps[index];
  return evidence[index]?.verdict === 'evident' && step !== undefined && isPlain(step);
}

const implied = (verdict: Evidence['verdict'], because: string): Inferred => ({ verdict, because });
