import { compareNames } from './plain-layout.ts';
import type { LedgerRow } from './reading.ts';

/** One row of a ledger, with the text that it keeps. */
export type PromisedRow = Pick<LedgerRow, 'name' | 'blob' | 'state' | 'origin' | 'appliedAt'> & {
  readonly sql: string;
  /** Of the whole schema after it; null: nobody took it. */
  readonly fingerprint: string | null;
};

/**
 * The migrations that a ledger promises, in the order in which they ran; also what another branch
 * deployed. What was adopted ran at an hour that nobody wrote down: it takes its place by its name,
 * but not behind what ran after the adoption.
 */
export function promisedSequence(rows: readonly PromisedRow[]): PromisedRow[] {
  const applied = rows.filter(({ state }) => state === 'applied');
  const ran = applied.filter((row) => !isAdopted(row)).toSorted(byTime);
  const slots: PromisedRow[][] = [...ran.map(() => []), []];
  const adopted = applied.filter(isAdopted).toSorted((a, b) => compareNames(a.name, b.name));
  for (const row of adopted) {
    const next = ran.findIndex(
      (other) => compareNames(row.name, other.name) < 0 || timeOf(row) < timeOf(other),
    );
    slots[next === -1 ? ran.length : next]?.push(row);
  }
  return slots.flatMap((slot, i) => [...slot, ...ran.slice(i, i + 1)]);
}

/** The one that ended last: its fingerprint is the newest. */
export function newestPromised(rows: readonly PromisedRow[]): PromisedRow | null {
  return (
    rows
      .filter(({ state }) => state === 'applied')
      .toSorted(byTime)
      .at(-1) ?? null
  );
}

const isAdopted = ({ origin }: PromisedRow): boolean =>
  origin === 'adopted' || origin === 'baseline';

/** ISO 8601 in UTC with microseconds, so that text is in the order of time. */
const timeOf = ({ appliedAt }: PromisedRow): string => appliedAt ?? '';

function byTime(a: PromisedRow, b: PromisedRow): number {
  if (timeOf(a) === timeOf(b)) return compareNames(a.name, b.name);
  return timeOf(a) < timeOf(b) ? -1 : 1;
}
