import type { Cell } from './cells.ts';

/** What a cell says, and the note below the table that it refers to. */
export type Mark = { readonly text: string; readonly note?: string };

type FaultMeta = {
  readonly name: string;
  readonly mark: Mark;
  /** `18.4` */
  readonly server: string;
  /** How a disk is full there. */
  readonly disk: string;
};

declare module 'vitest' {
  interface TaskMeta {
    /** A cell of docs/faults.md, which the test has tried, or of which it knows why it is none. */
    fault?: FaultMeta;
  }
}

/** There is no such thing. */
export const NEVER = '–';

export function markOf(cell: Cell): Mark {
  if ('cannot' in cell) return { text: NEVER, note: cell.cannot };
  const note = 'note' in cell ? cell.note : undefined;
  return note === undefined ? { text: cell.outcome } : { text: cell.outcome, note };
}
