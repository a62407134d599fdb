import type { Truth } from './corpus-states.ts';

/** `a hole | applied | evident` → how often. */
export type Confusion = Record<string, number>;

declare module 'vitest' {
  interface TaskMeta {
    /** What one corpus on one server came to; docs/evidence.md is written from these. */
    evidence?: {
      readonly corpus: string;
      readonly postgres: string;
      readonly confusion: Confusion;
    };
  }
}

export const cellOf = (kind: string, truth: Truth, verdict: string): string =>
  [kind, truth, verdict].join(' | ');

/** What no run may hold: it would let something merge that is not there, or deploy it twice. */
export function isWrong(truth: Truth, verdict: string): boolean {
  const isEvident = verdict.startsWith('evident');
  return truth === 'applied' ? verdict.startsWith('absent') : isEvident;
}
