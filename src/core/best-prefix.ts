import type { Proof } from './evidence.ts';

/**
 * The beginning of the sequence that a catalog looks most like, and how many verdicts speak against
 * it. A headline, and never a verdict: a sequence with a hole looks like one without.
 */
export function bestPrefix(proofs: readonly Proof[]): {
  readonly last: string | null;
  readonly mismatches: number;
} {
  let mismatches = proofs.filter(({ verdict }) => verdict === 'evident').length;
  let best = { last: null as string | null, mismatches };
  for (const { name, verdict } of proofs) {
    if (verdict === 'evident') mismatches -= 1;
    if (verdict === 'absent' || verdict === 'partial') mismatches += 1;
    if (verdict === 'evident' && mismatches < best.mismatches) best = { last: name, mismatches };
  }
  return best;
}
