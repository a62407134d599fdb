import type { Proof } from './evidence.ts';

/** So many keys are kept of each: enough to see by what it was proven. */
const MOST_KEYS = 50;

/** What an audit row keeps of the evidence for what was adopted; null: nothing was asked. */
export function evidenceFor(
  names: readonly string[],
  proofs: readonly Proof[] | undefined,
): readonly object[] | null {
  if (proofs === undefined) return null;
  return proofs
    .filter(({ name }) => names.includes(name))
    .map(({ name, verdict, implied, because, ...keys }) => ({
      name,
      verdict,
      implied,
      because,
      keys: keys.for.slice(0, MOST_KEYS),
    }));
}
