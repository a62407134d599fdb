import type { Step } from '../../src/core/timeline.ts';

export type Change = Record<string, string | null>;

/** A migration as the replay saw it: what it changes, by key; null: gone. */
export const stepOf = (name: string, change: Change, over: Partial<Step> = {}): Step => ({
  name,
  change: new Map(Object.entries(change)),
  claims: [],
  conditional: [],
  removes: [],
  unseen: null,
  failed: null,
  ...over,
});
