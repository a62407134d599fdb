import type { Part, Script } from './script.ts';

/** How psql runs a file: parts in a transaction with its ledger row, or its statements one by one. */
export type BundleScript = { readonly transactional: boolean; readonly parts: readonly Part[] };

/** A file as `deploy` would run it, as parts of its text: a bundle carries the text as it is. */
export function bundleParts(sql: string, script: Script): BundleScript {
  if (script.way === 'steps') {
    const steps = script.units.flat();
    const parts = steps.map(({ start, text }) => ({ start, end: start + text.length }));
    return { transactional: false, parts };
  }
  return { transactional: true, parts: script.parts ?? [{ start: 0, end: sql.length }] };
}
