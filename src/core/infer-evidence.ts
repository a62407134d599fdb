import type { Step, Timelines } from './timeline.ts';
import { timelinesOf } from './timeline.ts';
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
    if (made && next !== -1 && isProven(next, known)) {
      return implied('evident', `${known.steps[next]?.name} changes what it makes`);
    }
    const earlier = moments[at - 1];
    if (!earlier || earlier.step === -1 || earlier.value === null) continue;
    const before = known.evidence[earlier.step];
    if (before?.verdict === 'absent') {
      return implied('absent', `it changes what ${before.name} makes`);
    }
    const last = at === moments.length - 1;
    if (!made && last && isProven(earlier.step, known)) {
      return implied('evident', `what ${before?.name} made is gone, and nothing else removes it`);
    }
  }
  return null;
}

/** Proven itself, and it cannot have run without what it changes. */
function isProven(index: number, { steps, evidence }: Known): boolean {
  const step = steps[index];
  return evidence[index]?.verdict === 'evident' && step !== undefined && isPlain(step);
}

const implied = (verdict: Evidence['verdict'], because: string): Inferred => ({ verdict, because });
