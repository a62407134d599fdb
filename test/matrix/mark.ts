import type { Refusal } from './way.ts';

/** What a cell says, and the note below the table that it refers to. */
export type Mark = { readonly text: string; readonly note?: string };

declare module 'vitest' {
  interface TaskMeta {
    /** A cell of docs/matrix.md, which the test has tried. */
    cell?: { readonly name: string; readonly mark: Mark };
    /** What the test has shown never to be refused. */
    neverRefused?: string;
  }
}

/** The mark of a refusal that was tried. */
export function markOf(refusal: Refusal): Mark {
  if (refusal === 'passes') return { text: 'passes', note: 'brings nothing into the branch' };
  if (refusal === 'untouched') return { text: '=' };
  if ('git' in refusal) return { text: 'git', note: refusal.git };
  if ('impossible' in refusal) return { text: '–', note: refusal.impossible };
  if ('done' in refusal) return { text: '=', note: refusal.note };
  return refusal.note === undefined ? { text: '↩' } : { text: '↩', note: refusal.note };
}
